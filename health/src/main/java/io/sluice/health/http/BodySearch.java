package io.sluice.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Looks for a text in the first 64 KiB of a body, part by part, and for an expression in all that
 * came. Confined to the check loop.
 *
 * <p>It keeps what came so far, since a part may end anywhere in the text.
 */
final class BodySearch {
  static final int MAX_BODY_BYTES = 65_536;

  private final byte[] text;
  private byte[] body = new byte[1024];
  private int length;

  BodySearch(final String text) {
    this.text = text.getBytes(UTF_8);
  }

  /** Takes a part; what is above the limit is left out. Returns whether the text is there. */
  boolean add(final ByteBuf part) {
    final int taken = Math.min(part.readableBytes(), MAX_BODY_BYTES - length);
    if (length + taken > body.length) {
      body =
          Arrays.copyOf(body, Math.min(MAX_BODY_BYTES, Math.max(body.length * 2, length + taken)));
    }
    final int from = Math.max(0, length - text.length + 1);
    part.getBytes(part.readerIndex(), body, length, taken);
    length += taken;
    return foundFrom(from);
  }

  private boolean foundFrom(final int from) {
    for (int start = from; start + text.length <= length; start++) {
      if (Arrays.equals(body, start, start + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether what came so far matches somewhere. To be asked once, when no more comes: an end of the
   * text that moves would be found too early.
   */
  boolean matches(final Pattern pattern) {
    return pattern.matcher(new String(body, 0, length, UTF_8)).find();
  }

  boolean full() {
    return length == MAX_BODY_BYTES;
  }
}
