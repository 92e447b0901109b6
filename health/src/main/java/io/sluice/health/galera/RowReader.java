package io.sluice.health.galera;

import io.sluice.backends.writer.AgreedRow;
import io.sluice.health.CheckText;
import io.sluice.health.mysql.Answer.Rows;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Understands what was read of the row. Stateless. */
final class RowReader {
  private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern EPOCH = Pattern.compile("[0-9]{1,18}");

  private RowReader() {}

  static AgreedRow read(final Rows rows) {
    if (rows.rows().isEmpty()) {
      return new AgreedRow.Absent();
    }
    final List<Optional<String>> row = rows.rows().getFirst();
    if (rows.rows().size() > 1 || row.size() != 2) {
      return new AgreedRow.Unreadable("not one row of two values");
    }
    final String server = row.getFirst().orElse("NULL");
    final String epoch = row.getLast().orElse("NULL");
    if (!SERVER.matcher(server).matches() || row.getFirst().isEmpty()) {
      return new AgreedRow.Unreadable("the row names no server: " + CheckText.quote(server));
    }
    return EPOCH.matcher(epoch).matches()
        ? new AgreedRow.Named(server, Long.parseLong(epoch))
        : new AgreedRow.Unreadable("the row has no epoch: " + CheckText.quote(epoch));
  }
}
