package io.sluice.health.external;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;

/**
 * What a program prints: its first line is kept, the rest is read and thrown away. Confined to one
 * thread.
 *
 * <p>It is a pipe of our own that is read without blocking. The JDK's would hold a thread for as
 * long as anything that the program left behind keeps the other end open.
 */
final class ProgramOutput implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 256;
  private static final int READ_BYTES = 8192;

  private final FileDescriptor in;
  private final FileDescriptor out;
  private final ByteBuf buffer = Unpooled.directBuffer(READ_BYTES, READ_BYTES);
  private final StringBuilder line = new StringBuilder();
  private boolean lineEnded;

  private ProgramOutput(final FileDescriptor in, final FileDescriptor out) {
    this.in = in;
    this.out = out;
  }

  static ProgramOutput open() throws IOException {
    final FileDescriptor[] pipe = FileDescriptor.pipe();
    return new ProgramOutput(pipe[0], pipe[1]);
  }

  /** Where the program is to print to, until {@link #onStarted}. */
  File file() {
    return new File("/proc/self/fd/" + out.intValue());
  }

  /** The program has its own end of the pipe now. */
  void onStarted() throws IOException {
    out.close();
  }

  /** Reads what is there, as much as a pipe may hold. */
  void read() throws IOException {
    for (int left = 65_536; left > 0; ) {
      final int bytes = in.read(buffer.internalNioBuffer(0, READ_BYTES), 0, READ_BYTES);
      if (bytes <= 0) {
        return;
      }
      onRead(buffer.toString(0, bytes, ISO_8859_1));
      left -= bytes;
    }
  }

  private void onRead(final String text) {
    for (int i = 0; i < text.length() && !lineEnded; i++) {
      final char c = text.charAt(i);
      if (c == '\n' || line.length() == MAX_LINE_BYTES) {
        // A line without anything in it says nothing; the next one may.
        lineEnded = !line.toString().isBlank();
        line.setLength(lineEnded ? line.length() : 0);
      } else {
        line.append(c);
      }
    }
  }

  /** The first line that is not blank, one character for each byte; empty: none came. */
  String firstLine() {
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    buffer.release();
    try {
      out.close();
    } finally {
      in.close();
    }
  }
}
