package io.sluice.config.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A table of keys with what is stored beside each.
 *
 * <p>Source: HAProxy configuration manual, {@code stick-table}.
 *
 * @param type IPV4, IPV6, SINT, STR or BIN
 * @param keyBytes the longest text or the bytes of a binary key; what is longer is cut
 * @param size entries at most, 1 or more
 * @param noPurge whether a full table takes nothing new, rather than drop its oldest
 * @param expire how long an entry that nobody uses stays; empty: until there is no room
 * @param store what is stored, in order
 */
public record StickTableConfig(
    String name,
    SampleType type,
    int keyBytes,
    long size,
    boolean noPurge,
    Optional<Duration> expire,
    List<Stored> store) {
  public StickTableConfig {
    store = List.copyOf(store);
  }

  /**
   * One thing that is stored.
   *
   * @param count how many of them, for arrays; else 1
   * @param period of a rate; empty: no rate
   */
  public record Stored(Data data, int count, Optional<Duration> period) {}

  /** What may be stored. */
  public enum Data {
    SERVER_ID,
    GPC,
    GPC_RATE,
    GPC0,
    GPC0_RATE,
    GPC1,
    GPC1_RATE,
    GPT,
    GPT0,
    CONN_CNT,
    CONN_CUR,
    CONN_RATE,
    SESS_CNT,
    SESS_RATE,
    HTTP_REQ_CNT,
    HTTP_REQ_RATE,
    HTTP_ERR_CNT,
    HTTP_ERR_RATE,
    HTTP_FAIL_CNT,
    HTTP_FAIL_RATE,
    BYTES_IN_CNT,
    BYTES_IN_RATE,
    BYTES_OUT_CNT,
    BYTES_OUT_RATE
  }
}
