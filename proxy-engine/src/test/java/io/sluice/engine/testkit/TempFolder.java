package io.sluice.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that is gone when it is closed, or when the JVM ends. For any thread. */
public final class TempFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook = new Thread(this::delete);

  private TempFolder(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes one below the system's folder for such things. */
  public static TempFolder create(String name) {
    try {
      return new TempFolder(Files.createTempDirectory("sluice-" + name + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  /** Writes a file into it. */
  public Path file(String name, String text) {
    try {
      return Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete();
    ShutdownHooks.remove(hook);
  }

  private void delete() {
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      // Closed twice.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
