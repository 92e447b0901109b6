package io.sluice.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The product as it is installed, and one process of it: the script {@code sluice}, the jars of
 * this build in {@code lib}, and {@code conf}. For one test thread.
 *
 * <p>Beside sources, the script might build them; here it never does.
 */
public final class Installed implements AutoCloseable {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final TempFolder folder = TempFolder.create("installed");
  private Child child;

  /** Lays it out in a temporary folder. */
  public Installed() {
    try {
      Files.copy(ROOT.resolve("sluice"), script());
      Files.createSymbolicLink(folder.path().resolve("conf"), ROOT.resolve("conf"));
      Path lib = Files.createDirectory(folder.path().resolve("lib"));
      try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
        for (Path file : files.toList()) {
          Files.createSymbolicLink(lib.resolve(file.getFileName()), file.toAbsolutePath());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The script. */
  public Path script() {
    return folder.path().resolve("sluice");
  }

  /** Writes a file beside it. */
  public Path file(String name, String text) {
    return folder.file(name, text);
  }

  /** Starts the script, and waits for nothing. */
  public void start(Map<String, String> environment, String... arguments) {
    var command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(arguments));
    startCommand(environment, command);
  }

  /**
   * Starts a shell that becomes the script.
   *
   * @param before what the shell does first, such as {@code trap '' INT}
   */
  public void startBehind(String before, String... arguments) {
    var command = new ArrayList<>(List.of("sh", "-c", before + "; exec \"$0\" \"$@\""));
    command.add(script().toString());
    command.addAll(List.of(arguments));
    startCommand(Map.of(), command);
  }

  private void startCommand(Map<String, String> environment, List<String> command) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    child = Child.start(folder.path(), all, command);
  }

  public long pid() {
    return child.pid();
  }

  /** What of it is in memory, in bytes. */
  public long residentBytes() {
    return child.residentBytes();
  }

  public boolean isRunning() {
    return child.isAlive();
  }

  public Log log() {
    return child.log();
  }

  /** Sends a signal, named as kill(1) wants it. */
  public void signal(String name) {
    child.signal(name);
  }

  /** Waits for the end, and for the last line; the exit code. */
  public int awaitExit(Duration timeout) {
    int exit = child.awaitExit(timeout);
    child.log().awaitEnd(timeout);
    return exit;
  }

  /** Ends the process if it runs; another may be started. */
  public void stop() {
    if (child != null) {
      child.close();
      child = null;
    }
  }

  /** Ends the process if it runs, and deletes the files. */
  @Override
  public void close() {
    stop();
    folder.close();
  }
}
