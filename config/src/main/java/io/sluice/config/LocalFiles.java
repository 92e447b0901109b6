package io.sluice.config;

import io.sluice.config.http.ReplyFiles;
import io.sluice.config.text.BadText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a configuration names beside itself: answers, patterns, maps. */
final class LocalFiles implements ReplyFiles {
  /** An answer above this is a download, and not for a load balancer to give. */
  private static final int MAX_REPLY_BYTES = 1 << 20;

  static final LocalFiles REPLIES = new LocalFiles();

  private LocalFiles() {}

  @Override
  public String read(final String path, final int offset) throws BadText {
    final Path file = regular(path, offset);
    try (InputStream in = Files.newInputStream(file)) {
      final byte[] bytes = in.readNBytes(MAX_REPLY_BYTES + 1);
      if (bytes.length > MAX_REPLY_BYTES) {
        throw new BadText(
            offset, path + " is larger than " + MAX_REPLY_BYTES + " bytes", "name a smaller file");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (final IOException e) {
      throw unreadable(path, offset, e);
    }
  }

  /** Says why a file cannot be read later; what is in it is not looked at. */
  static void requireReadable(final String path, final int offset) throws BadText {
    final Path file = regular(path, offset);
    try (InputStream in = Files.newInputStream(file)) {
      in.readNBytes(1);
    } catch (final IOException e) {
      throw unreadable(path, offset, e);
    }
  }

  private static Path regular(final String path, final int offset) throws BadText {
    try {
      final Path file = Path.of(path);
      if (!file.isAbsolute()) {
        throw new BadText(offset, path + " is not an absolute path", "write the path from / on");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new BadText(offset, path + " is not a regular file", "name a file");
      }
      return file;
    } catch (final InvalidPathException e) {
      throw new BadText(offset, "names no file", "write the path from / on");
    }
  }

  private static BadText unreadable(final String path, final int offset, final IOException e) {
    return switch (e) {
      case final NoSuchFileException _ ->
          new BadText(offset, "there is no file " + path, "create it, or correct the path");
      case final AccessDeniedException _ ->
          new BadText(
              offset, "no permission to read " + path, "let the user that runs Sluice read it");
      default ->
          new BadText(
              offset,
              "cannot read " + path + " (" + e.getMessage() + ")",
              "check the path and its permissions");
    };
  }
}
