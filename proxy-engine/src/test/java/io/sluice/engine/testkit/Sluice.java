package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The product as it runs: a process of its own, with a configuration file in a temporary folder.
 * For one test thread.
 *
 * <p>It is started as the launcher does it, with Netty's leak detector at paranoid besides; a leak
 * that it finds fails {@link #close()}.
 */
public final class Sluice implements AutoCloseable {
  private static final String MAIN = "io.sluice.engine.launch.Main";
  private static final Duration STOP = Duration.ofSeconds(30);
  // HotSpot takes SIGUSR2 for itself unless it is given another signal.
  private static final Map<String, String> ENVIRONMENT = Map.of("_JAVA_SR_SIGNUM", "40");

  private final TempFolder folder;
  private final Path file;
  private final Child child;

  private Sluice(TempFolder folder, Path file, List<String> starter, List<String> jvmFlags) {
    this.folder = folder;
    this.file = file;
    var command = new ArrayList<>(starter);
    command.addAll(command(jvmFlags, List.of("-f", file.toString())));
    child = Child.start(folder.path(), ENVIRONMENT, command);
  }

  /**
   * Starts it with a configuration and waits until it serves.
   *
   * @param jvmFlags behind the usual ones, which they override
   * @throws AssertionError when it does not, with its log
   */
  public static Sluice start(String configuration, String... jvmFlags) {
    var sluice = launch(configuration, jvmFlags);
    try {
      sluice.log().await("\\bready\\b");
      return sluice;
    } catch (AssertionError e) {
      sluice.child.close();
      sluice.folder.close();
      throw e;
    }
  }

  /** Starts it, and waits for nothing. */
  public static Sluice launch(String configuration, String... jvmFlags) {
    return launchBy(List.of(), configuration, jvmFlags);
  }

  /**
   * Starts it by another program, and waits for nothing.
   *
   * @param starter its command line; it executes what follows there, in its own place
   */
  public static Sluice launchBy(List<String> starter, String configuration, String... jvmFlags) {
    var folder = TempFolder.create("product");
    var file = folder.file("sluice.conf", configuration);
    return new Sluice(folder, file, starter, Arrays.asList(jvmFlags));
  }

  /** Runs it with any arguments to its end. */
  public static Tool.Result run(String... arguments) {
    String[] command = command(List.of(), Arrays.asList(arguments)).toArray(String[]::new);
    return Tool.run(Duration.ofMinutes(1), ENVIRONMENT, command);
  }

  private static List<String> command(List<String> jvmFlags, List<String> arguments) {
    var command = new ArrayList<String>();
    // A signal that this JVM was started to ignore would be ignored by the child too.
    command.addAll(List.of("env", "--default-signal=HUP,INT,TERM,USR1,USR2"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("sluice.jvm").split(" ")));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
    command.addAll(List.of("-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=512m"));
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Dio.netty.leakDetection.level=paranoid");
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", productClassPath(), MAIN));
    command.addAll(arguments);
    return command;
  }

  /** The class path of the tests without the tests, whose logging would win over the product's. */
  private static String productClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  public long pid() {
    return child.pid();
  }

  public boolean isRunning() {
    return child.isAlive();
  }

  /** What it wrote to stdout and stderr. */
  public Log log() {
    return child.log();
  }

  /** Its configuration file. */
  public Path file() {
    return file;
  }

  /** Puts another configuration in the place of the file, at once and whole. */
  public void rewrite(String configuration) {
    try {
      Path next = folder.file("sluice.conf.next", configuration);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a signal.
   *
   * @param name as kill(1) wants it: HUP, USR1, USR2, TERM, INT
   */
  public void signal(String name) {
    child.signal(name);
  }

  /**
   * Rewrites the file and sends SIGHUP.
   *
   * @return where the log was before, for {@link Log#await(int, String)}
   */
  public int reload(String configuration) {
    rewrite(configuration);
    int mark = log().mark();
    signal("HUP");
    return mark;
  }

  /** What of it is in memory (VmRSS), in bytes. */
  public long residentBytes() {
    return child.residentBytes();
  }

  /**
   * How the kernel schedules those of its threads whose names begin so: the policies, as in
   * sched(7), each once.
   *
   * @param name as {@code /proc/PID/task/TID/comm} has it, 15 characters at most
   */
  public Set<Integer> schedulingPolicies(String name) throws IOException {
    var policies = new TreeSet<Integer>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/task"))) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("comm")).startsWith(name)) {
          policies.add(schedulingPolicy(thread));
        }
      }
    }
    return policies;
  }

  /**
   * How the kernel schedules a thread.
   *
   * @param thread its folder in proc(5)
   */
  public static int schedulingPolicy(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"));
    // Behind the name, which may have blanks in it, stands the third field, and policy is the 41st.
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[41 - 3]);
  }

  /** How many file descriptors it has open. */
  public int openFiles() {
    return new File("/proc/" + pid() + "/fd").list().length;
  }

  /** Sends SIGTERM and waits for the end; the exit code. */
  public int stop() {
    signal("TERM");
    return awaitExit(STOP);
  }

  /** Waits for the end; the exit code. */
  public int awaitExit(Duration timeout) {
    return child.awaitExit(timeout);
  }

  /** Ends it if it runs, deletes its files, and fails when it leaked a buffer. */
  @Override
  public void close() {
    child.close();
    folder.close();
    assertThat(log().lines("LEAK:")).as("leaks that Netty found").isEmpty();
  }
}
