package io.sluice.engine.http1;

/** How far a message was read. */
public enum Parse {
  /** All bytes that there are were read, and it goes on. */
  NEED_MORE,
  /** It is complete and right. */
  DONE,
  /** It is wrong, and no byte of it may go any further. The refusal says why. */
  REFUSED
}
