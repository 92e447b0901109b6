package io.sluice.engine.proxy;

/**
 * Who or what ended a session: the first letter of HAProxy's termination state.
 *
 * <p>Source: HAProxy configuration manual, "Session state at disconnection".
 */
public enum Cause {
  /** Both ends were done. */
  NONE('-'),
  /** The client aborted. */
  CLIENT_ABORT('C'),
  /** The server aborted or refused, or there was none. */
  SERVER_ABORT('S'),
  /** Sluice refused what came, by its syntax or by a rule. */
  PROXY('P'),
  /** Sluice answered by itself. */
  LOCAL('L'),
  /** A resource ran out here: descriptors, memory, source ports. */
  RESOURCE('R'),
  /** A defect of Sluice. */
  INTERNAL('I'),
  /** The server was found down. */
  SERVER_DOWN('D'),
  /** A better server came up than the backup that it was on. */
  SERVER_UP('U'),
  /** The operator, or the end of a drain. */
  KILLED('K'),
  /** The client was silent for too long. */
  CLIENT_TIMEOUT('c'),
  /** The server was silent for too long, or the queue did not move. */
  SERVER_TIMEOUT('s');

  private final byte letter;

  Cause(final char letter) {
    this.letter = (byte) letter;
  }

  /** As it is printed. */
  public byte letter() {
    return letter;
  }
}
