package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Counts the system calls of some threads, by strace(1). For one test thread. */
public final class Strace implements AutoCloseable {
  private final Process process;
  private final Path summary;

  private Strace(Process process, Path summary) {
    this.process = process;
    this.summary = summary;
  }

  /** Counts those of a whole process; returns when it is attached to every thread. */
  public static Strace ofProcess(long pid, Path summary) throws IOException {
    return start(List.of("-f", "-p", "" + pid), 1, summary);
  }

  /**
   * Counts those of a process's threads whose names begin so, and not of others.
   *
   * @param name as {@code /proc/PID/task/TID/comm} has it, 15 characters at most
   */
  public static Strace ofThreads(long pid, String name, Path summary) throws IOException {
    var arguments = new ArrayList<String>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("comm")).startsWith(name)) {
          arguments.addAll(List.of("-p", thread.getFileName().toString()));
        }
      }
    }
    assertThat(arguments).as("threads of " + name).isNotEmpty();
    return start(arguments, arguments.size() / 2, summary);
  }

  private static Strace start(List<String> arguments, int attached, Path summary)
      throws IOException {
    var command =
        new ArrayList<>(List.of("strace", "-c", "-U", "name,calls", "-o", summary.toString()));
    command.addAll(arguments);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = process.inputReader();
    for (int i = 0; i < attached; i++) {
      assertThat(said.readLine()).as("what strace says first").contains("attached");
    }
    return new Strace(process, summary);
  }

  /** Ends it. Returns how often each call was made, by its name. */
  public Map<String, Long> stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    try {
      return Files.readString(summary)
          .lines()
          .map(line -> line.strip().split("\\s+", -1))
          .filter(fields -> fields.length >= 2 && fields[1].matches("\\d+"))
          .filter(fields -> !fields[0].equals("total"))
          .collect(Collectors.toMap(fields -> fields[0], fields -> Long.parseLong(fields[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
