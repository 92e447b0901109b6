package io.sluice.benchmarks.system.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** One HTTP request again and again; an answer has a content-length. For one event loop. */
final class HttpTalk implements Talk {
  private static final ByteBuf END = Unpooled.copiedBuffer("\r\n\r\n", US_ASCII);
  private static final ByteBuf LENGTH = Unpooled.copiedBuffer("ontent-", US_ASCII);
  private static final int STATUS_AT = 9;

  private final ByteBuf request;

  HttpTalk(final String path) {
    request =
        Unpooled.directBuffer()
            .writeBytes(
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n\r\n"
                    .formatted(path, String.join("\r\n", Load.HEADERS))
                    .getBytes(US_ASCII));
  }

  @Override
  public ByteBuf request() {
    return request.retainedDuplicate();
  }

  @Override
  public void close() {
    request.release();
  }

  @Override
  public int answer(final ByteBuf in) {
    final int end = ByteBufUtil.indexOf(END, in);
    if (end < 0) {
      return 0;
    }
    final int head = end + END.readableBytes();
    if (in.getByte(in.readerIndex() + STATUS_AT) != '2') {
      return -head;
    }
    final int length = head - in.readerIndex() + bodyLength(in, end);
    return in.readableBytes() < length ? 0 : length;
  }

  /** What content-length says; there are content-type and content-length, in any order and case. */
  private static int bodyLength(final ByteBuf in, final int end) {
    int from = in.readerIndex();
    while (true) {
      final ByteBuf rest = in.slice(from, end - from);
      final int found = ByteBufUtil.indexOf(LENGTH, rest);
      if (found < 0) {
        return 0;
      }
      int at = from + found + LENGTH.readableBytes();
      if ((in.getByte(at) | 0x20) == 'l') {
        at = in.indexOf(at, end, (byte) ':') + 1;
        return number(in, at);
      }
      from = at;
    }
  }

  private static int number(final ByteBuf in, final int from) {
    int value = 0;
    for (int at = from; ; at++) {
      final byte digit = in.getByte(at);
      if (digit >= '0' && digit <= '9') {
        value = value * 10 + digit - '0';
      } else if (digit != ' ') {
        return value;
      }
    }
  }
}
