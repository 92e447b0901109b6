package io.sluice.backends.stick;

import io.sluice.config.http.StickTableConfig.Data;

/** Where a table keeps what, found when rules are compiled. Immutable. */
final class StickColumns {
  private final StickLayout layout;

  StickColumns(final StickLayout layout) {
    this.layout = layout;
  }

  /** See {@link StickTable#column}. */
  int column(final Data data, final int index) {
    final int found = layout.column(data, index);
    if (found != StickTable.NOT_STORED || index != 0) {
      return found;
    }
    return switch (data) {
      case GPC0 -> layout.column(Data.GPC, 0);
      case GPC1 -> layout.column(Data.GPC, 1);
      case GPC0_RATE -> layout.column(Data.GPC_RATE, 0);
      case GPC1_RATE -> layout.column(Data.GPC_RATE, 1);
      case GPT0 -> layout.column(Data.GPT, 0);
      default -> StickTable.NOT_STORED;
    };
  }

  /** See {@link StickTable#counter}. */
  StickCounter counter(final Data total, final int index) {
    final int rate =
        switch (total) {
          case GPC, GPC_RATE -> column(Data.GPC_RATE, index);
          case GPC0, GPC0_RATE -> column(Data.GPC0_RATE, 0);
          case GPC1, GPC1_RATE -> column(Data.GPC1_RATE, 0);
          case CONN_CNT, CONN_RATE -> column(Data.CONN_RATE, 0);
          case SESS_CNT, SESS_RATE -> column(Data.SESS_RATE, 0);
          case HTTP_REQ_CNT, HTTP_REQ_RATE -> column(Data.HTTP_REQ_RATE, 0);
          case HTTP_ERR_CNT, HTTP_ERR_RATE -> column(Data.HTTP_ERR_RATE, 0);
          case HTTP_FAIL_CNT, HTTP_FAIL_RATE -> column(Data.HTTP_FAIL_RATE, 0);
          case BYTES_IN_CNT, BYTES_IN_RATE -> column(Data.BYTES_IN_RATE, 0);
          case BYTES_OUT_CNT, BYTES_OUT_RATE -> column(Data.BYTES_OUT_RATE, 0);
          case SERVER_ID, GPT, GPT0, CONN_CUR -> StickTable.NOT_STORED;
        };
    return new StickCounter(column(total, index), rate);
  }
}
