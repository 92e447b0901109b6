package io.sluice.benchmarks.sockmap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * What there is of bpf(2) here: maps, programs, and which program watches which map. Any thread.
 *
 * <p>Source: bpf(2), {@code union bpf_attr} of linux/bpf.h.
 */
final class Bpf {
  static final int HASH = 1;
  static final int ARRAY = 2;
  static final int SOCKMAP = 15;
  static final int RINGBUF = 27;

  /** Of an array that user space maps into its memory. */
  static final int MMAPABLE = 1 << 10;

  static final int STREAM_PARSER = 4;
  static final int STREAM_VERDICT = 5;
  static final int SKB_VERDICT = 38;

  private static final int MAP_CREATE = 0;
  private static final int MAP_UPDATE = 2;
  private static final int PROG_LOAD = 5;
  private static final int PROG_ATTACH = 8;
  private static final int SK_SKB = 14;
  private static final int ATTRIBUTES = 144;
  private static final int LOG_BYTES = 1 << 18;

  private Bpf() {}

  private static long run(final int command, final MemorySegment attributes) {
    return Kernel.call(Kernel.BPF, command, attributes.address(), ATTRIBUTES);
  }

  private static long must(final String what, final int command, final MemorySegment attributes) {
    final long result = run(command, attributes);
    if (result < 0) {
      throw new IllegalStateException(what + ": errno " + -result);
    }
    return result;
  }

  /** Returns the descriptor of a new map. */
  static int map(
      final int type, final int keyBytes, final int valueBytes, final int most, final int flags) {
    try (Arena arena = Arena.ofConfined()) {
      final MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      final int[] words = {type, keyBytes, valueBytes, most, flags};
      MemorySegment.copy(words, 0, attributes, ValueLayout.JAVA_INT, 0, words.length);
      return (int) must("map of type " + type, MAP_CREATE, attributes);
    }
  }

  /**
   * Returns the descriptor of a program for sockets; what the verifier says is in the exception.
   */
  static int load(final Assembler program) {
    try (Arena arena = Arena.ofConfined()) {
      final byte[] code = program.assemble();
      final MemorySegment text = arena.allocate(code.length, 8);
      MemorySegment.copy(code, 0, text, ValueLayout.JAVA_BYTE, 0, code.length);
      final MemorySegment log = arena.allocate(LOG_BYTES);
      final MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, SK_SKB);
      attributes.set(ValueLayout.JAVA_INT, 4, program.count());
      attributes.set(ValueLayout.JAVA_LONG, 8, text.address());
      attributes.set(ValueLayout.JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
      attributes.set(ValueLayout.JAVA_INT, 24, 1);
      attributes.set(ValueLayout.JAVA_INT, 28, LOG_BYTES);
      attributes.set(ValueLayout.JAVA_LONG, 32, log.address());
      final long result = run(PROG_LOAD, attributes);
      if (result < 0) {
        final String said = log.getString(0, StandardCharsets.US_ASCII);
        throw new IllegalStateException("program: errno " + -result + "\n" + said);
      }
      return (int) result;
    }
  }

  static void attach(final int map, final int program, final int type) {
    try (Arena arena = Arena.ofConfined()) {
      final MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      final int[] words = {map, program, type, 0};
      MemorySegment.copy(words, 0, attributes, ValueLayout.JAVA_INT, 0, words.length);
      must("attach", PROG_ATTACH, attributes);
    }
  }

  /** Puts a value of 4 bytes under a key of 4 or 8. */
  static void put(final int map, final long key, final int value) {
    try (Arena arena = Arena.ofConfined()) {
      final MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, map);
      attributes.set(ValueLayout.JAVA_LONG, 8, word(arena, key));
      attributes.set(ValueLayout.JAVA_LONG, 16, word(arena, value));
      must("update", MAP_UPDATE, attributes);
    }
  }

  private static long word(final Arena arena, final long value) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG, value).address();
  }
}
