package io.sluice.health.mysql;

import io.sluice.health.mysql.Answer.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the packets of one result set together: columns, an end, rows, an end.
 *
 * <p>Confined to the check loop. Source: MySQL internals, "Text Resultset", without the capability
 * to leave the ends out.
 */
final class ResultSetReader {
  /** What all packets of a result may have together. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_COLUMNS = 4096;
  private static final int MAX_EOF_BYTES = 8;
  private static final int PACKET_COST_BYTES = 32;

  private final int columnCount;
  private final List<String> columns = new ArrayList<>();
  private final List<List<Optional<String>>> rows = new ArrayList<>();
  private boolean inRows;
  private int bytes;

  /** Begins with the packet that has the number of columns. */
  ResultSetReader(final Packet first) throws MySqlProtocolException {
    final Fields fields = first.fields();
    final long count = fields.number();
    if (count < 1 || count > MAX_COLUMNS || fields.left() > 0) {
      throw new MySqlProtocolException("a result without a number of columns");
    }
    columnCount = (int) count;
  }

  /** The result, when this was its last packet; else null. */
  Rows add(final Packet packet) throws MySqlProtocolException {
    bytes += packet.lengthBytes() + PACKET_COST_BYTES;
    if (bytes > MAX_BYTES) {
      throw new MySqlProtocolException("a result of more than " + MAX_BYTES + " bytes");
    }
    final boolean end = packet.kind() == Packet.EOF && packet.lengthBytes() <= MAX_EOF_BYTES;
    if (inRows) {
      return end ? new Rows(columns, rows) : addRow(packet);
    }
    if (end != (columns.size() == columnCount)) {
      throw new MySqlProtocolException("a result whose columns are not as many as it says");
    }
    inRows = end;
    return end ? null : addColumn(packet);
  }

  private Rows addColumn(final Packet packet) throws MySqlProtocolException {
    final Fields fields = packet.fields();
    for (int i = 0; i < 4; i++) { // catalog, schema, table and its own name
      fields.text();
    }
    columns.add(fields.text());
    return null;
  }

  private Rows addRow(final Packet packet) throws MySqlProtocolException {
    final Fields fields = packet.fields();
    final List<Optional<String>> row = new ArrayList<>(columnCount);
    for (int i = 0; i < columnCount; i++) {
      row.add(fields.tookNull() ? Optional.empty() : Optional.of(fields.text()));
    }
    if (fields.left() > 0) {
      throw new MySqlProtocolException("a row with more values than columns");
    }
    rows.add(List.copyOf(row));
    return null;
  }
}
