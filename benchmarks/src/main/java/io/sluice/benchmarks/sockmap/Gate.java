package io.sluice.benchmarks.sockmap;

/**
 * Where things are in what the verdict and user space share about one direction, 64 bits each. A
 * word has one writer: the verdict or user space, but for {@link #TOLD}.
 */
final class Gate {
  /** Bytes that went to the other socket. Written by the verdict. */
  static final int REDIRECTED = 0;

  /** Bytes that user space got. Written by the verdict. */
  static final int PASSED = 8;

  /** Redirected bytes, and some for each piece. Written by the verdict. */
  static final int CHARGED = 16;

  /** What may be charged. Written by user space. */
  static final int LIMIT = 24;

  /** Bytes of those passed that are with the other socket now. Written by user space. */
  static final int DRAINED = 32;

  /** From what charge on user space wants to hear. Written by user space. */
  static final int TELL_AT = 40;

  /**
   * Whether user space was told and has not looked yet. Set by the verdict, unset by user space.
   */
  static final int TOLD = 48;

  /** Sequence number of the byte that is to come next; 0: not known. Written by the verdict. */
  static final int NEXT = 56;

  /** How often bytes could not be cut off. Written by the verdict. */
  static final int FAILED = 64;

  static final int BYTES = 128;

  /** What a piece costs beyond its bytes. */
  static final int PIECE_BYTES = 1024;

  private Gate() {}
}
