package io.sluice.benchmarks.sockmap;

/**
 * The programs that judge what a socket received.
 *
 * <p>Source: bpf-helpers(7); {@code struct __sk_buff} of linux/bpf.h.
 */
final class Verdicts {
  private static final int LOOKUP = 1;
  private static final int SOCKET_COOKIE = 46;
  private static final int ADJUST_ROOM = 50;
  private static final int REDIRECT = 52;
  private static final int RING_OUTPUT = 130;

  /** The most that one call cuts off, and how many calls cut the largest segment. */
  private static final int MOST_CUT_BYTES = 4095;

  private static final int MOST_CUTS = 17;

  private static final int PASS = 1;
  private static final int FRAME = 10;

  private Verdicts() {}

  /** The parser of a stream whose messages are whatever came. */
  static Assembler parser() {
    return new Assembler().load32(0, 1, 0).exit();
  }

  /** All goes to the other socket, which is the index of this one with its lowest bit turned. */
  static Assembler always(final int indexes, final int sockets) {
    return redirect(index(new Assembler(), indexes), sockets);
  }

  /**
   * All goes to the other socket, but for bytes that had come before: the kernel gives the verdict
   * whole segments, also such as begin with what was received already. Where they begin is read
   * from a word that belongs to TCP, which no interface promises.
   *
   * @param gates an array of {@link Gate}s; of the sequence numbers {@link Gate#NEXT} is kept
   */
  static Assembler trimmed(final int indexes, final int sockets, final int gates) {
    final Assembler to = index(new Assembler(), indexes);
    to.map(1, gates).move(2, FRAME).plusValue(2, -12).call(LOOKUP).ifEqual(0, 0, "unknown");
    to.move(8, 0);
    trim(to);
    return redirect(to, sockets);
  }

  /** Gate in r8, context in r6. */
  private static void trim(final Assembler to) {
    to.load32(9, 6, Assembler.SKB_CB).load32(1, 6, 0);
    to.move(2, 9).plus(2, 1).shortened(2);
    to.load64(3, 8, Gate.NEXT).store64(8, Gate.NEXT, 2);
    to.ifEqual(3, 0, "whole");
    to.minus(3, 9).shortened(3).ifEqual(3, 0, "whole").move(9, 3);
    for (int i = 0; i < MOST_CUTS; i++) {
      final String small = "small" + i;
      to.move(2, 9).set(3, MOST_CUT_BYTES).ifAbove(3, 2, small).move(2, 3).label(small);
      to.minus(9, 2).move(3, 2).set(2, 0).minus(2, 3).move(1, 6).set(3, 0).set(4, 0);
      to.call(ADJUST_ROOM).ifEqual(0, 0, "cut" + i);
      to.load64(1, 8, Gate.FAILED).plusValue(1, 1).store64(8, Gate.FAILED, 1);
      to.label("cut" + i).ifEqual(9, 0, "whole");
    }
    to.label("whole");
  }

  private static Assembler redirect(final Assembler to, final int sockets) {
    to.label("redirect").move(1, 6).map(2, sockets).move(3, 7).xorValue(3, 1).set(4, 0);
    to.call(REDIRECT).exit();
    return to.label("unknown").set(0, PASS).exit();
  }

  /** Context in r6, index of the socket in r7 and at -12 of the frame. */
  private static Assembler index(final Assembler to, final int indexes) {
    return to.move(6, 1)
        .call(SOCKET_COOKIE)
        .store64(FRAME, -8, 0)
        .map(1, indexes)
        .move(2, FRAME)
        .plusValue(2, -8)
        .call(LOOKUP)
        .ifEqual(0, 0, "unknown")
        .load32(7, 0, 0)
        .store32(FRAME, -12, 7);
  }

  /**
   * What came goes to the other socket as long as nothing that came before is still with user
   * space, and as long as its limit is not reached; else user space gets it, and all that comes
   * behind.
   *
   * @param gates an array of {@link Gate}s, in the memory of user space as well
   * @param ring where user space hears of a gate that it has to look after
   */
  static Assembler gated(final int indexes, final int sockets, final int gates, final int ring) {
    final Assembler to = index(new Assembler(), indexes);
    to.map(1, gates).move(2, FRAME).plusValue(2, -12).call(LOOKUP).ifEqual(0, 0, "unknown");
    to.move(8, 0);
    trim(to);
    to.load32(9, 6, 0);
    to.load64(1, 8, Gate.PASSED).load64(2, 8, Gate.DRAINED).ifNot(1, 2, "pass");
    to.load64(1, 8, Gate.CHARGED).plus(1, 9).plusValue(1, Gate.PIECE_BYTES);
    to.load64(2, 8, Gate.LIMIT).ifAbove(1, 2, "pass");
    to.store64(8, Gate.CHARGED, 1);
    to.load64(2, 8, Gate.REDIRECTED).plus(2, 9).store64(8, Gate.REDIRECTED, 2);
    to.load64(2, 8, Gate.TELL_AT).ifAbove(1, 2, "tell").jump("redirect");
    to.label("tell");
    to.load64(2, 8, Gate.TOLD).ifEqual(2, 1, "redirect");
    tell(to, ring);
    to.jump("redirect");
    to.label("pass");
    to.load64(1, 8, Gate.PASSED).plus(1, 9).store64(8, Gate.PASSED, 1);
    to.load64(2, 8, Gate.TOLD).ifEqual(2, 1, "unknown");
    tell(to, ring);
    to.jump("unknown");
    return redirect(to, sockets);
  }

  private static void tell(final Assembler to, final int ring) {
    to.set(1, 1).store64(8, Gate.TOLD, 1);
    to.map(1, ring).move(2, FRAME).plusValue(2, -12).set(3, 4).set(4, 0).call(RING_OUTPUT);
  }
}
