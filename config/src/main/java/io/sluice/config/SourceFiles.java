package io.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the bytes of configuration files. Every "no" is a problem, never an exception. */
final class SourceFiles {
  /** A configuration above this is another file by mistake. */
  static final int MAX_BYTES = 4 << 20;

  private SourceFiles() {}

  /** The file, or the {@code *.conf} of the directory in lexical order. */
  static List<Path> expand(final Path path, final Problems problems) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      final List<Path> files =
          entries
              .filter(f -> f.getFileName().toString().endsWith(".conf"))
              .filter(f -> !Files.isDirectory(f))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        problems.error(
            new Origin(path.toString(), 0),
            "the directory holds no *.conf file",
            "put one there, or name a file");
      }
      return files;
    } catch (final IOException e) {
      unreadable(path, e, new Origin(path.toString(), 0), problems);
      return List.of();
    }
  }

  /**
   * The text of a file, with line feeds only.
   *
   * @param asked where the file was asked for; problems with the file as a whole are reported there
   */
  static Optional<String> text(final Path file, final Origin asked, final Problems problems) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        problems.error(asked, file + " is not a regular file", "name a file");
        return Optional.empty();
      }
      final byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
      if (bytes.length > MAX_BYTES) {
        tooLarge(file.toString(), asked, problems);
        return Optional.empty();
      }
      return decode(bytes, file.toString(), problems);
    } catch (final IOException | SecurityException e) {
      unreadable(file, e, asked, problems);
      return Optional.empty();
    }
  }

  /** The text as the parser wants it: no byte order mark, line feeds only. */
  static String normalised(final String text) {
    final String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return body.replace("\r\n", "\n");
  }

  static void tooLarge(final String name, final Origin asked, final Problems problems) {
    problems.error(
        asked,
        name + " is larger than " + (MAX_BYTES >> 20) + " MiB",
        "name the right file, or split it and include the parts");
  }

  private static Optional<String> decode(
      final byte[] bytes, final String name, final Problems problems) {
    final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    final CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    final CoderResult result = decoder.decode(in, out, true);
    if (!result.isError()) {
      return Optional.of(normalised(out.flip().toString()));
    }
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    problems.error(
        new Origin(name, line),
        "this line holds bytes that are not UTF-8",
        "save the file as UTF-8 text");
    return Optional.empty();
  }

  private static void unreadable(
      final Path file, final Exception e, final Origin asked, final Problems problems) {
    switch (e) {
      case final NoSuchFileException missing ->
          problems.error(
              asked, "there is no file " + missing.getFile(), "create it, or correct the path");
      case final AccessDeniedException denied ->
          problems.error(
              asked,
              "no permission to read " + denied.getFile(),
              "let the user that runs Sluice read it");
      case final FileSystemLoopException loop ->
          problems.error(asked, file + " is a loop of links", "correct the link");
      default ->
          problems.error(
              asked,
              "cannot read " + file + " (" + e.getMessage() + ")",
              "check the path and its permissions");
    }
  }
}
