package io.sluice.engine.discovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Function;

/**
 * A small file of the system that is read again when it was changed. Confined to one thread.
 *
 * @param <T> what it says
 */
final class WatchedFile<T> {
  private static final long MAX_BYTES = 4 << 20;

  private final Path path;
  private final Function<String, T> parser;
  private Object seen = "nothing yet";
  private T content;

  /**
   * @param parser takes any text; a file that cannot be read is empty
   */
  WatchedFile(final Path path, final Function<String, T> parser) {
    this.path = path;
    this.parser = parser;
  }

  /** What it says now. */
  T content() {
    final Object now = stamp();
    if (!now.equals(seen)) {
      content = parser.apply(text());
      seen = now;
    }
    return content;
  }

  private Object stamp() {
    try {
      final BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return file.lastModifiedTime() + " " + file.size() + " " + file.fileKey();
    } catch (final IOException missing) {
      return "";
    }
  }

  private String text() {
    try {
      // A byte that is no text harms its own line only.
      return Files.size(path) > MAX_BYTES
          ? ""
          : new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    } catch (final IOException missing) {
      return "";
    }
  }
}
