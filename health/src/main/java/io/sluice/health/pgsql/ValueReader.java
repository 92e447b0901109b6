package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads the answer to a query that has one row of one column: its description, the row, the end.
 *
 * <p>Confined to the check loop.
 */
final class ValueReader {
  private static final String ORDER = "TDC";

  private int read;
  private String value = "";

  boolean hasBegun() {
    return read > 0;
  }

  /** Takes the next message of the answer. */
  void add(final Message message) throws PgsqlProtocolException {
    if (read == ORDER.length() || ORDER.charAt(read) != message.type()) {
      throw noSingleValue();
    }
    read++;
    if (message.type() == 'T' && message.int16() != 1) {
      throw noSingleValue();
    }
    if (message.type() == 'D') {
      onRow(message);
    }
  }

  private void onRow(final Message message) throws PgsqlProtocolException {
    if (message.int16() != 1) {
      throw noSingleValue();
    }
    final int length = message.int32();
    if (length < 0 || length != message.left()) {
      throw noSingleValue();
    }
    value = new String(message.bytes(length), UTF_8);
  }

  /** The value, once the answer is over. */
  String get() throws PgsqlProtocolException {
    if (read != ORDER.length()) {
      throw noSingleValue();
    }
    return value;
  }

  private static PgsqlProtocolException noSingleValue() {
    return new PgsqlProtocolException("an answer that is not one value");
  }
}
