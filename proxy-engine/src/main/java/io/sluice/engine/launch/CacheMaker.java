package io.sluice.engine.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes an AOT cache: a second process with the same Java, options and jars runs {@link Training}
 * with little priority, and writes what it learned to a file of its own, which takes the cache's
 * name when it is complete. Two at once disturb nobody: the later one stays.
 *
 * @param file the cache
 * @param inBackground whether somebody is served meanwhile, so that it gets what nobody else wants
 *     of the machine
 */
record CacheMaker(Path file, boolean inBackground) {
  private static final Pattern MAKER = Pattern.compile("\\.aot\\.(\\d{1,10})\\b");
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** What the JVM says last, whatever went wrong. */
  private static final String CLEANED = "Removed temporary AOT";

  /** With the lowest priority, on a machine that is busy. */
  private static final long MOST_SECONDS = 1800;

  /** Options that a second process must not have: they take a port, a file, or the cache itself. */
  private static final List<String> LEFT_OUT =
      List.of(
          "-XX:AOT",
          "-Xlog",
          "-agent",
          "-javaagent",
          "-Dcom.sun.management.",
          "-Dsluice.launcher",
          "-Dsluice.restarted",
          "-Dsluice.start-cache",
          "-XX:StartFlightRecording",
          "-XX:FlightRecorderOptions");

  /** Makes it, and waits for that; what went wrong, or an empty text. */
  String make() throws IOException, InterruptedException {
    final Path next = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    final Path log = file.resolveSibling(next.getFileName() + ".log");
    final Process process = start(next, log);
    final Thread end = new Thread(() -> stop(process));
    Runtime.getRuntime().addShutdownHook(end);
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        return "it took more than " + MOST_SECONDS + " s";
      }
      if (process.exitValue() != 0 || !Files.isRegularFile(next)) {
        return "exit code " + process.exitValue() + ", " + lastLine(log);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      removeOlder();
      return "";
    } finally {
      stop(process);
      Files.deleteIfExists(next);
      Files.deleteIfExists(next.resolveSibling(next.getFileName() + ".config"));
      Files.deleteIfExists(log);
    }
  }

  /** It may have started another one itself. */
  private static void stop(final Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private Process start(final Path next, final Path log) throws IOException {
    final List<String> command = new ArrayList<>();
    if (inBackground) {
      command.addAll(List.of("nice", "-n", "19"));
    }
    command.addAll(jvm());
    final int options = command.size() - 2;
    command.add(options, "-XX:AOTCacheOutput=" + next);
    command.add(options + 1, "-Xlog:disable");
    command.add(Training.class.getName());
    final ProcessBuilder builder = new ProcessBuilder(command);
    // What is said here is not for systemd; and not for the log, which it would fill.
    builder.environment().keySet().removeAll(List.of("NOTIFY_SOCKET", "LISTEN_FDS"));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** This process's own Java and options, up to the class path. */
  private static List<String> jvm() throws IOException {
    final List<String> all =
        Arrays.asList(Files.readString(COMMAND_LINE, StandardCharsets.UTF_8).split("\0", -1));
    final int classPath = all.indexOf("-cp");
    if (classPath < 0) {
      throw new IOException("this process was not started by the launcher");
    }
    return all.subList(0, classPath + 2).stream()
        .filter(option -> LEFT_OUT.stream().noneMatch(option::startsWith))
        .toList();
  }

  private static String lastLine(final Path log) throws IOException {
    return Files.readString(log)
        .lines()
        .filter(line -> !line.startsWith(CLEANED))
        .reduce("nothing was said", (before, line) -> line);
  }

  /** Those that were made for what is no longer here: the same installation's, by their name. */
  private void removeOlder() throws IOException {
    final String name = file.getFileName().toString();
    final String installation = name.substring(0, name.lastIndexOf('-') + 1);
    try (var files = Files.newDirectoryStream(file.getParent(), installation + "*.aot*")) {
      for (final Path other : files) {
        if (!other.equals(file) && !isBeingMade(other)) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  /** What another process writes has that process's id in its name. */
  private static boolean isBeingMade(final Path other) {
    final Matcher maker = MAKER.matcher(other.getFileName().toString());
    return maker.find() && ProcessHandle.of(Long.parseLong(maker.group(1))).isPresent();
  }
}
