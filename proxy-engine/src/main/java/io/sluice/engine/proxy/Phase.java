package io.sluice.engine.proxy;

/**
 * How far a session had come when it ended: the second letter of HAProxy's termination state.
 *
 * <p>Source: HAProxy configuration manual, "Session state at disconnection".
 */
public enum Phase {
  /** To its regular end. */
  NONE('-'),
  /** The request's head was to come. */
  REQUEST('R'),
  /** It waited for a server. */
  QUEUE('Q'),
  /** It was connecting to one. */
  CONNECT('C'),
  /** The response's head was to come. */
  HEADERS('H'),
  /** Bytes were moving. */
  DATA('D'),
  /** The last bytes were on their way to the client. */
  LAST('L'),
  /** It was held back by a rule. */
  TARPIT('T');

  private final byte letter;

  Phase(final char letter) {
    this.letter = (byte) letter;
  }

  /** As it is printed. */
  public byte letter() {
    return letter;
  }
}
