package io.sluice.benchmarks.sockmap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes eBPF instructions: those that the verdicts need. Confined to its thread.
 *
 * <p>Source: the kernel's Documentation/bpf/standardization/instruction-set.rst.
 */
final class Assembler {
  /** Where {@code cb[0]} is in {@code struct __sk_buff}. */
  static final int SKB_CB = 48;

  /** One of 64 bits: operation, destination, source, offset, immediate value. */
  private record Instruction(int code, int dst, int src, int offset, int value) {}

  private final List<Instruction> all = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<Integer, String> jumps = new HashMap<>();

  private Assembler add(
      final int code, final int dst, final int src, final int offset, final int value) {
    all.add(new Instruction(code, dst, src, offset, value));
    return this;
  }

  /** {@code dst = src}. */
  Assembler move(final int dst, final int src) {
    return add(0xbf, dst, src, 0, 0);
  }

  /** {@code dst = value}. */
  Assembler set(final int dst, final int value) {
    return add(0xb7, dst, 0, 0, value);
  }

  /** {@code dst += src}. */
  Assembler plus(final int dst, final int src) {
    return add(0x0f, dst, src, 0, 0);
  }

  /** {@code dst -= src}. */
  Assembler minus(final int dst, final int src) {
    return add(0x1f, dst, src, 0, 0);
  }

  /** {@code dst = (u32) dst}. */
  Assembler shortened(final int dst) {
    return add(0xbc, dst, dst, 0, 0);
  }

  /** {@code dst += value}. */
  Assembler plusValue(final int dst, final int value) {
    return add(0x07, dst, 0, 0, value);
  }

  /** {@code dst ^= value}. */
  Assembler xorValue(final int dst, final int value) {
    return add(0xa7, dst, 0, 0, value);
  }

  /** {@code dst = *(u32 *) (src + offset)}. */
  Assembler load32(final int dst, final int src, final int offset) {
    return add(0x61, dst, src, offset, 0);
  }

  /** {@code dst = *(u64 *) (src + offset)}. */
  Assembler load64(final int dst, final int src, final int offset) {
    return add(0x79, dst, src, offset, 0);
  }

  /** {@code *(u32 *) (dst + offset) = src}. */
  Assembler store32(final int dst, final int offset, final int src) {
    return add(0x63, dst, src, offset, 0);
  }

  /** {@code *(u64 *) (dst + offset) = src}. */
  Assembler store64(final int dst, final int offset, final int src) {
    return add(0x7b, dst, src, offset, 0);
  }

  /** {@code dst = the map behind a descriptor}. */
  Assembler map(final int dst, final int descriptor) {
    return add(0x18, dst, 1, 0, descriptor).add(0, 0, 0, 0, 0);
  }

  Assembler call(final int function) {
    return add(0x85, 0, 0, 0, function);
  }

  Assembler exit() {
    return add(0x95, 0, 0, 0, 0);
  }

  /** Jumps where {@code a == value}. */
  Assembler ifEqual(final int a, final int value, final String label) {
    jumps.put(all.size(), label);
    return add(0x15, a, 0, 0, value);
  }

  /** Jumps where {@code a != b}. */
  Assembler ifNot(final int a, final int b, final String label) {
    jumps.put(all.size(), label);
    return add(0x5d, a, b, 0, 0);
  }

  /** Jumps where {@code a > b}, unsigned. */
  Assembler ifAbove(final int a, final int b, final String label) {
    jumps.put(all.size(), label);
    return add(0x2d, a, b, 0, 0);
  }

  Assembler jump(final String label) {
    jumps.put(all.size(), label);
    return add(0x05, 0, 0, 0, 0);
  }

  Assembler label(final String name) {
    labels.put(name, all.size());
    return this;
  }

  /** How many instructions there are. */
  int count() {
    return all.size();
  }

  byte[] assemble() {
    final ByteBuffer code = ByteBuffer.allocate(8 * all.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < all.size(); i++) {
      final Instruction one = all.get(i);
      final String label = jumps.get(i);
      final int offset = label == null ? one.offset : labels.get(label) - i - 1;
      code.put((byte) one.code).put((byte) (one.dst | one.src << 4));
      code.putShort((short) offset).putInt(one.value);
    }
    return code.array();
  }
}
