package io.sluice.engine.http1;

/**
 * The syntax of chunk extensions, one byte after the other. Without state of its own: who reads
 * keeps the number of the state.
 *
 * <p>Source: RFC 9112 section 7.1.1: {@code *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted ) ]
 * )}.
 */
final class ChunkExtension {
  /** It cannot go on so. */
  static final int WRONG = -1;

  /** The byte is the CR behind the last extension. */
  static final int ENDED = 0;

  /** Behind the chunk size, where a blank stood. */
  static final int BEFORE_SEMICOLON = 1;

  /** Behind a semicolon. */
  static final int BEFORE_NAME = 2;

  private static final int NAME = 3;
  private static final int BEHIND_NAME = 4;
  private static final int BEFORE_VALUE = 5;
  private static final int VALUE = 6;
  private static final int QUOTED = 7;
  private static final int QUOTED_PAIR = 8;
  private static final int BEHIND_QUOTED = 9;

  private ChunkExtension() {}

  /** The state behind a byte. */
  static int next(final int state, final byte b) {
    return switch (state) {
      case BEFORE_NAME -> inToken(b, BEFORE_NAME, NAME);
      case NAME -> Octets.isToken(b) ? NAME : behindName(b, BEHIND_NAME);
      case BEHIND_NAME -> b == Octets.CR ? WRONG : behindName(b, BEHIND_NAME);
      case BEFORE_VALUE -> b == '"' ? QUOTED : inToken(b, BEFORE_VALUE, VALUE);
      case VALUE -> Octets.isToken(b) ? VALUE : behindValue(b);
      case QUOTED -> inQuoted(b);
      case QUOTED_PAIR -> Octets.isControl(b) ? WRONG : QUOTED;
      case BEHIND_QUOTED -> behindValue(b);
      default -> b == Octets.CR ? WRONG : behindValue(b);
    };
  }

  private static int inToken(final byte b, final int atBlank, final int atToken) {
    return Octets.isToken(b) ? atToken : Octets.isBlank(b) ? atBlank : WRONG;
  }

  private static int behindName(final byte b, final int atBlank) {
    return b == '=' ? BEFORE_VALUE : Octets.isBlank(b) ? atBlank : behindValue(b);
  }

  private static int behindValue(final byte b) {
    return switch (b) {
      case Octets.CR -> ENDED;
      case ';' -> BEFORE_NAME;
      case Octets.SP, Octets.HT -> BEFORE_SEMICOLON;
      default -> WRONG;
    };
  }

  private static int inQuoted(final byte b) {
    return switch (b) {
      case '"' -> BEHIND_QUOTED;
      case '\\' -> QUOTED_PAIR;
      default -> Octets.isControl(b) ? WRONG : QUOTED;
    };
  }
}
