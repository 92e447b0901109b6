package io.sluice.engine.log;

/** A transport to a stream, which takes lines as they are. Confined to the writer's thread. */
interface StreamTransport extends LineTransport {
  /** Puts lines with their line feeds, or drops and counts them. */
  void put(byte[] lines, int offset, int length);
}
