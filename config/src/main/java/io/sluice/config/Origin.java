package io.sluice.config;

/**
 * The place in a configuration file that a part of the model came from. All origins are equal:
 * where a part was written is no part of what it says, and a line that moved is no change.
 *
 * @param file the file's name as the operator gave it, or a word such as {@code demo} for text that
 *     is in no file
 * @param line the line, from 1; 0 where the reader does not know it
 */
public record Origin(String file, int line) {
  /** The origin of parts that no file names, such as built-in defaults. */
  public static final Origin BUILT_IN = new Origin("built-in", 0);

  @Override
  public boolean equals(final Object other) {
    return other instanceof Origin;
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
