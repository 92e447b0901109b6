package io.sluice.benchmarks.sockmap;

import java.lang.foreign.MemorySegment;

/** The maps of a relay, with one of the programs on them. Confined to its thread. */
final class Maps implements AutoCloseable {
  /** How the kernel is asked to call the verdict. */
  enum Hook {
    /** Piece by piece as they came. */
    SKB,
    /** Through the stream parser. */
    STREAM
  }

  private static final int MOST = 4096;
  static final int RING_BYTES = 1 << 16;

  private final int indexes = Bpf.map(Bpf.HASH, 8, 4, MOST, 0);
  private final int sockets = Bpf.map(Bpf.SOCKMAP, 4, 4, MOST, 0);
  private final int gates = Bpf.map(Bpf.ARRAY, 4, Gate.BYTES, MOST, Bpf.MMAPABLE);
  final int ring = Bpf.map(Bpf.RINGBUF, 0, 0, RING_BYTES, 0);
  private final MemorySegment gateMemory = mapped(gates, 0, (long) MOST * Gate.BYTES, 3);

  /** What the verdict says. */
  enum Verdict {
    /** Always: to the other socket. */
    ALWAYS,
    /** The same, without bytes that came before. */
    TRIMMED,
    /** To the other socket within limits, else to user space. */
    GATED
  }

  Maps(final Hook hook, final Verdict kind) {
    final Assembler verdict =
        switch (kind) {
          case ALWAYS -> Verdicts.always(indexes, sockets);
          case TRIMMED -> Verdicts.trimmed(indexes, sockets, gates);
          case GATED -> Verdicts.gated(indexes, sockets, gates, ring);
        };
    final int program = Bpf.load(verdict);
    if (hook == Hook.STREAM) {
      Bpf.attach(sockets, Bpf.load(Verdicts.parser()), Bpf.STREAM_PARSER);
      Bpf.attach(sockets, program, Bpf.STREAM_VERDICT);
    } else {
      Bpf.attach(sockets, program, Bpf.SKB_VERDICT);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment mapped(
      final int fd, final long offset, final long bytes, final int rights) {
    final long at = Kernel.must("mmap", Kernel.MMAP, 0, bytes, rights, 1, fd, offset);
    return MemorySegment.ofAddress(at).reinterpret(bytes);
  }

  /** How far user space has read the ring. */
  MemorySegment ringConsumed() {
    return mapped(ring, 0, 4096, 3);
  }

  /** How far the verdict has written it, and the ring itself a page behind, twice. */
  MemorySegment ringProduced() {
    return mapped(ring, 4096, 4096 + 2L * RING_BYTES, 1);
  }

  /** What is shared about the direction that begins at a socket. */
  MemorySegment gate(final int index) {
    return gateMemory.asSlice((long) index * Gate.BYTES, Gate.BYTES);
  }

  /**
   * From here on the verdict gets what the two sockets receive; the front one is the even index.
   * First both have a name, and then both can be redirected to.
   */
  void insertPair(final Tcp front, final Tcp back, final int pair) {
    Bpf.put(indexes, front.cookie(), 2 * pair);
    Bpf.put(indexes, back.cookie(), 2 * pair + 1);
    Bpf.put(sockets, 2L * pair, front.fd);
    Bpf.put(sockets, 2L * pair + 1, back.fd);
  }

  @Override
  public void close() {
    for (final int map : new int[] {indexes, sockets, gates, ring}) {
      Kernel.call(Kernel.CLOSE, map);
    }
  }
}
