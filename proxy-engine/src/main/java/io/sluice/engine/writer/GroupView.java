package io.sluice.engine.writer;

import io.sluice.backends.writer.WriterSnapshot;
import java.util.List;

/**
 * A writer group as it is shown. Immutable.
 *
 * @param snapshot the group now
 * @param switches the last changes of its writer, the newest first
 * @param switchCount all changes since the start
 */
public record GroupView(WriterSnapshot snapshot, List<SwitchRecord> switches, long switchCount) {
  public GroupView {
    switches = List.copyOf(switches);
  }
}
