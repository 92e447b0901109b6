package io.sluice.engine.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * One end of a connection in the hands of a test: it sends, drips, stalls, closes half, resets. One
 * thread may receive while another sends.
 *
 * <p>Every wait ends after 30 s, or what was said at the start, with an AssertionError. A reset
 * comes as an IOException.
 */
public final class Peer implements AutoCloseable {
  /** How the other side ended. */
  public enum End {
    FIN,
    RESET
  }

  private final Wire wire;
  private final ByteBuffer received = ByteBuffer.allocateDirect(1 << 16).flip();

  private Peer(Wire wire) {
    this.wire = wire;
  }

  static Peer of(SocketChannel channel) throws IOException {
    return new Peer(new Wire(channel, Deadline.USUAL));
  }

  /** Connects to a port of 127.0.0.1. */
  public static Peer connect(int port) throws IOException {
    return connect(Ports.on(port));
  }

  /** Connects to a TCP or a unix address. */
  public static Peer connect(SocketAddress address) throws IOException {
    return connect(address, Deadline.USUAL);
  }

  /** Connects, with another bound on every wait. */
  public static Peer connect(SocketAddress address, Duration timeout) throws IOException {
    return new Peer(Wire.connect(address, 0, timeout));
  }

  /** Connects with a receive buffer of a size (SO_RCVBUF), so that little fits on its way. */
  public static Peer connect(SocketAddress address, int receiveBufferBytes) throws IOException {
    return new Peer(Wire.connect(address, receiveBufferBytes, Deadline.USUAL));
  }

  /** The socket, for its options and addresses. */
  public SocketChannel channel() {
    return wire.channel();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    wire.write(ByteBuffer.wrap(bytes));
  }

  /** Sends byte by byte, with a pause after each. */
  public void drip(String text, Duration pause) throws IOException {
    var pace = Pace.of(1, pause);
    for (byte b : text.getBytes(ISO_8859_1)) {
      wire.write(ByteBuffer.wrap(new byte[] {b}));
      pace.pause();
    }
  }

  /** Sends so many bytes of noise, and says what they were. */
  public Sum sendNoise(long bytes, Pace pace) throws IOException {
    var crc = new CRC32C();
    for (long sent = 0; sent < bytes; ) {
      var chunk = Noise.at(sent, Math.min(bytes - sent, pace.chunkBytes()));
      crc.update(chunk.duplicate());
      sent += chunk.remaining();
      wire.write(chunk);
      pace.pause();
    }
    return new Sum(bytes, crc.getValue());
  }

  /**
   * Sends noise until nothing is taken for a time.
   *
   * @param mostBytes where it gives up
   * @return how many bytes were taken; {@code mostBytes} when all were
   */
  public long sendUntilStuck(long mostBytes, Duration patience) throws IOException {
    long sent = 0;
    while (sent < mostBytes) {
      var chunk = Noise.at(sent, Math.min(mostBytes - sent, Pace.FULL.chunkBytes()));
      int size = chunk.remaining();
      boolean all = wire.write(chunk, patience);
      sent += size - chunk.remaining();
      if (!all) {
        return sent;
      }
    }
    return sent;
  }

  /** Exactly so many bytes, as text of one byte per character. */
  public String receive(int bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    while (out.size() < bytes) {
      out.write(receiveByte());
    }
    return out.toString(ISO_8859_1);
  }

  /** A line without its end, which is LF or CR LF. */
  public String readLine() throws IOException {
    var out = new ByteArrayOutputStream();
    for (int b = receiveByte(); b != '\n'; b = receiveByte()) {
      out.write(b);
    }
    return out.toString(ISO_8859_1).stripTrailing();
  }

  /** Everything up to the end, as text. */
  public String receiveAll() throws IOException {
    var out = new ByteArrayOutputStream();
    while (fill()) {
      out.write(received.get());
    }
    return out.toString(ISO_8859_1);
  }

  /** What arrives until the end, or until so many bytes are there; at this pace. */
  public Sum receiveSum(long mostBytes, Pace pace) throws IOException {
    var crc = new CRC32C();
    long count = 0;
    while (count < mostBytes && fill()) {
      int size =
          (int) Math.min(received.remaining(), Math.min(mostBytes - count, pace.chunkBytes()));
      crc.update(received.slice(received.position(), size));
      received.position(received.position() + size);
      count += size;
      pace.pause();
    }
    return new Sum(count, crc.getValue());
  }

  /**
   * What arrives until a reset.
   *
   * @throws AssertionError when the other side ends in any other way
   */
  public Sum receiveSumUntilReset() throws IOException {
    var crc = new CRC32C();
    long count = 0;
    try {
      while (fill()) {
        count += received.remaining();
        crc.update(received);
      }
    } catch (SocketException _) {
      return new Sum(count, crc.getValue());
    }
    throw new AssertionError("a clean end after " + count + " bytes, where a reset was due");
  }

  /** Whether nothing arrives for a time, and no end either. */
  public boolean quietFor(Duration time) throws IOException {
    return !received.hasRemaining() && !wire.awaitReadable(time);
  }

  /** Waits for the end, throws away what arrives before it. */
  public End awaitEnd() throws IOException {
    try {
      while (fill()) {
        received.position(received.limit());
      }
      return End.FIN;
    } catch (SocketException _) {
      return End.RESET;
    }
  }

  /**
   * How a client is refused that connects and sends something. A reset may be seen before
   * connect(2) returns, by the send, or behind it.
   */
  public static End refusal(int port, String sent) throws IOException {
    try (var client = connect(port)) {
      client.send(sent);
      return client.awaitEnd();
    } catch (IOException reset) {
      assertThat(reset).message().containsAnyOf("reset", "Broken pipe");
      return End.RESET;
    }
  }

  /** Sends a FIN, and still receives. */
  public void halfClose() throws IOException {
    wire.channel().shutdownOutput();
  }

  /** Ends the connection with a RST. */
  public void reset() throws IOException {
    wire.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
    wire.close();
  }

  /** Closes the socket, twice is once. */
  @Override
  public void close() throws IOException {
    wire.close();
  }

  private int receiveByte() throws IOException {
    if (!fill()) {
      throw new EOFException("the other side ended: " + wire.channel());
    }
    return received.get() & 0xff;
  }

  /** Makes sure that there is a byte to take; false is the end. */
  private boolean fill() throws IOException {
    if (received.hasRemaining()) {
      return true;
    }
    received.clear();
    try {
      return wire.read(received) >= 0;
    } finally {
      received.flip();
    }
  }
}
