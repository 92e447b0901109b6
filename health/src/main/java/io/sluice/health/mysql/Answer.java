package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Optional;

/** What a server says, as far as it concerns whoever uses a {@link MySqlSession}. Immutable. */
public sealed interface Answer permits Greeting, Answer.Ok, Answer.Rows, Answer.ServerError {
  /**
   * The login is accepted, or a command is carried out.
   *
   * @param affectedRows rows that the command changed, taken as unsigned
   */
  record Ok(long affectedRows) implements Answer {
    static Ok parse(final Packet packet) throws MySqlProtocolException {
      final Fields fields = packet.fields();
      fields.skip(1);
      final long affectedRows = fields.number();
      fields.number(); // the last inserted id
      fields.skip(4); // status, warnings
      return new Ok(affectedRows);
    }
  }

  /**
   * What a query found.
   *
   * @param columns their names, at least one
   * @param rows each with one value for each column; an empty one is NULL
   */
  record Rows(List<String> columns, List<List<Optional<String>>> rows) implements Answer {
    public Rows {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * The server says no.
   *
   * @param code MySQL's number of the error, such as 1045
   * @param sqlState five characters, such as 28000; empty where the server does not say
   * @param message as it was sent, not fit to be shown
   */
  record ServerError(int code, String sqlState, String message) implements Answer {
    private static final int SQL_STATE_BYTES = 6; // with the mark before it

    static ServerError parse(final Packet packet) throws MySqlProtocolException {
      final Fields fields = packet.fields();
      fields.skip(1);
      final int code = fields.uint16();
      // Before it has seen what the client can do, a server says only the message.
      final boolean hasState = fields.peek() == '#' && fields.left() >= SQL_STATE_BYTES;
      final String state =
          hasState
              ? new String(fields.bytes(SQL_STATE_BYTES), 1, SQL_STATE_BYTES - 1, US_ASCII)
              : "";
      return new ServerError(code, state, fields.restAsText());
    }
  }
}
