package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.health.galera.Variables.UnfitException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DonationEndTest {
  private static final String STATE = "wsrep_local_state";
  private static final String COUNT = "wsrep_desync_count";
  private static final String READY = "wsrep_ready";
  private static final long HALF = TimeUnit.MILLISECONDS.toNanos(500);

  private final DonationEnd donationEnd = new DonationEnd();

  private boolean passes(final long nowNanos, final String... changes) throws UnfitException {
    final GaleraStatus node = Nodes.status(changes);
    return donationEnd.passes(node, nowNanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "4"})
  void shouldWaitHalfASecondForANodeThatWorked(final String before) throws UnfitException {
    // Given
    assertThat(passes(7, STATE, before)).isFalse();
    // When
    assertThat(passes(10, STATE, "3")).isTrue();
    assertThat(passes(10 + HALF - 1, STATE, "3")).isTrue();
    // Then
    assertThat(passes(10 + HALF, STATE, "3")).isFalse();
    assertThat(passes(11 + HALF, STATE, "3")).as("it stays over").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "2, 1"})
  void shouldWaitHalfASecondForADonorThatCountsNoDesync(final String before, final String count)
      throws UnfitException {
    // Given
    assertThat(passes(7, STATE, before, COUNT, count)).isFalse();
    // When
    assertThat(passes(10, STATE, "2")).isTrue();
    assertThat(passes(10 + HALF - 1, STATE, "2")).isTrue();
    assertThat(passes(10 + HALF, STATE, "2")).isFalse();
    // Then: what it was is over
    assertThat(passes(20 + HALF, STATE, "3")).isTrue();
    assertThat(passes(20 + 2 * HALF, STATE, "3")).isFalse();
  }

  @Test
  void shouldNotWaitForADonorThatIsNew() throws UnfitException {
    assertThat(passes(0, STATE, "2")).isFalse();
  }

  @Test
  void shouldBeginAnewOnceItWasSynced() throws UnfitException {
    // Given
    passes(0, STATE, "4");
    passes(1, STATE, "3");
    assertThat(passes(1 + HALF, STATE, "3")).isFalse();
    // When
    passes(2 + HALF, STATE, "4");
    // Then
    assertThat(passes(3 + HALF, STATE, "3")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "3, wsrep_ready, OFF",
    "3, wsrep_cluster_status, non-Primary",
    "3, wsrep_reject_queries, ALL_KILL",
    "2, wsrep_reject_queries, ALL_KILL",
    "2, wsrep_sst_donor_rejects_queries, ON",
    "2, wsrep_desync, ON",
    "1, wsrep_ready, ON",
    "0, wsrep_ready, ON"
  })
  void shouldNotWaitForAnythingElse(final String state, final String variable, final String value)
      throws UnfitException {
    passes(0, STATE, "4");
    assertThat(passes(1, STATE, state, variable, value)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"wsrep_ready, OFF", "wsrep_cluster_status, non-Primary"})
  void shouldNotWaitForANodeThatDidNotWork(final String variable, final String value)
      throws UnfitException {
    passes(0, variable, value);
    assertThat(passes(1, STATE, "3", READY, "ON")).isFalse();
  }

  @Test
  void shouldNotWaitForANodeThatIsNew() throws UnfitException {
    assertThat(passes(0, STATE, "3")).isFalse();
  }
}
