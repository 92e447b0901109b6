package io.sluice.health.galera;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.health.mysql.Answer.Rows;
import io.sluice.health.mysql.Wire;
import io.sluice.health.testkit.FakeServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/** A node that lets everybody in and answers each command as a test wants. */
final class FakeNode {
  /** The answer to one command: packets from sequence 1 on; empty: none. */
  @FunctionalInterface
  interface Answers {
    byte[] to(String sql) throws IOException;
  }

  /** The command to which a server answers by closing. */
  static final String GOOD_BYE = "\1";

  private FakeNode() {}

  static Script letsIn(final Answers answers) {
    return socket -> {
      socket.getOutputStream().write(Wire.greeting());
      readPacket(socket);
      socket.getOutputStream().write(Wire.ok(2));
      String said = "";
      while (!said.equals(GOOD_BYE)) {
        said = readPacket(socket);
        socket.getOutputStream().write(answers.to(said));
      }
    };
  }

  /** Greets, and answers the login. */
  static Script answersLogin(final byte[] answer) {
    return socket -> {
      socket.getOutputStream().write(Wire.greeting());
      readPacket(socket);
      socket.getOutputStream().write(answer);
      socket.getInputStream().read();
    };
  }

  /** What a synced node answers; the variables come with the status. */
  static byte[] synced(final String sql) {
    return sql.contains("SHOW GLOBAL") ? rows(Nodes.rows()) : Wire.ok(1);
  }

  static byte[] rows(final Rows rows) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    int sequence = 1;
    out.writeBytes(Wire.packet(sequence++, rows.columns().size()));
    for (final String column : rows.columns()) {
      out.writeBytes(Wire.column(sequence++, column));
    }
    out.writeBytes(Wire.eof(sequence++));
    for (final List<Optional<String>> row : rows.rows()) {
      final ByteArrayOutputStream values = new ByteArrayOutputStream();
      for (final Optional<String> value : row) {
        values.writeBytes(value.map(Wire::texts).orElse(new byte[] {(byte) 0xfb}));
      }
      out.writeBytes(Wire.packet(sequence++ & 0xff, values.toByteArray()));
    }
    out.writeBytes(Wire.eof(sequence & 0xff));
    return out.toByteArray();
  }

  /** The text of the next packet. */
  static String readPacket(final Socket socket) throws IOException {
    final InputStream in = socket.getInputStream();
    final byte[] header = in.readNBytes(4);
    if (header.length < 4) {
      throw new IOException("end");
    }
    final int length = Byte.toUnsignedInt(header[0]) | Byte.toUnsignedInt(header[1]) << 8;
    return new String(in.readNBytes(length), ISO_8859_1);
  }
}
