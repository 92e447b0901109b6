package io.sluice.engine.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that does not outlive this JVM, and what it writes. For any thread.
 *
 * <p>The kernel kills it when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG), so all
 * are started by one thread that lives as long as the JVM.
 */
public final class Child implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("children").factory());

  private final Process process;
  private final Log log = new Log();
  private final Thread hook;

  private Child(Process process) {
    this.process = process;
    hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
    Thread.ofPlatform().daemon().name("log-" + process.pid()).start(this::copyLog);
  }

  /**
   * Starts a program that is found in PATH or in a system folder.
   *
   * @param folder its working directory
   * @param environment added to that of this JVM
   */
  public static Child start(Path folder, Map<String, String> environment, List<String> command) {
    var all = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", find(command.getFirst())));
    all.addAll(command.subList(1, command.size()));
    var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    try {
      return new Child(STARTER.submit(builder::start).get());
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("cannot start " + command, e);
    }
  }

  private static String find(String program) {
    if (program.contains("/")) {
      return program;
    }
    return Stream.of((System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() -> new IllegalStateException(program + " is missing: run ./check"));
  }

  private void copyLog() {
    try (var reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        log.add(line);
      }
    } catch (IOException e) {
      log.add("(its output ended: " + e + ")");
    } finally {
      log.end();
    }
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** What of it is in memory, in bytes. Source: proc(5), VmRSS. */
  public long residentBytes() {
    return 1024 * Long.parseLong(status("VmRSS").replace(" kB", ""));
  }

  private String status(String key) {
    try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(key + ":"))
          .map(line -> line.substring(key.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it wrote. */
  public Log log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends a signal.
   *
   * @param name as kill(1) wants it: HUP, USR1, STOP
   */
  public void signal(String name) {
    if (!sent(name)) {
      throw new IllegalStateException("cannot send " + name + " to " + pid());
    }
  }

  /** Sends a signal, unless the process ends just now. */
  void signalUnlessOver(String name) {
    if (!sent(name) && !exits(STOP)) {
      throw new IllegalStateException("cannot send " + name + " to " + pid());
    }
  }

  private boolean sent(String name) {
    try {
      return new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid()).start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits for the end of the process.
   *
   * @return its exit code; 128 and the signal's number where one ended it
   * @throws AssertionError when it does not end in time
   */
  public int awaitExit(Duration timeout) {
    if (!exits(timeout)) {
      throw new AssertionError("process " + pid() + " runs on; its log:\n" + log);
    }
    ShutdownHooks.remove(hook);
    return process.exitValue();
  }

  private boolean exits(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Kills it at once. */
  public void kill9() {
    process.destroyForcibly();
    awaitExit(STOP);
  }

  /** Asks it to end, and kills it when it does not. */
  @Override
  public void close() {
    process.destroy();
    if (!exits(STOP)) {
      process.destroyForcibly();
    }
    awaitExit(STOP);
  }
}
