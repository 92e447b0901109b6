package io.sluice.config.http;

import io.sluice.config.text.BadText;

/** Reads the files that answers are made of. */
@FunctionalInterface
public interface ReplyFiles {
  /** There are none. */
  ReplyFiles NONE =
      (path, offset) -> {
        throw new BadText(offset, "names a file where none can be read", "write the text itself");
      };

  /**
   * The bytes of a file, one character for each.
   *
   * @param offset where it is named
   */
  String read(String path, int offset) throws BadText;
}
