package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules that count in stick tables, and look there. */
class StickRulesTest {
  private static StickTable table() {
    final Optional<Duration> none = Optional.empty();
    final Optional<Duration> tenSeconds = Optional.of(Duration.ofSeconds(10));
    return new StickTable(
        new StickTableConfig(
            "fe",
            SampleType.IPV4,
            4,
            100,
            false,
            Optional.of(Duration.ofMinutes(1)),
            List.of(
                new Stored(Data.GPC0, 1, none),
                new Stored(Data.GPT0, 1, none),
                new Stored(Data.CONN_CUR, 1, none),
                new Stored(Data.HTTP_REQ_CNT, 1, none),
                new Stored(Data.HTTP_REQ_RATE, 1, tenSeconds))),
        1);
  }

  private static Listed with(final StickTable table, final String... rules) {
    final Listed listed = new Listed();
    listed.txn.request(Listed.REQUEST);
    listed.surroundings.tables.put("", table);
    listed.surroundings.tables.put("fe", table);
    return listed.rules(RuleKind.HTTP_REQUEST, rules);
  }

  @Test
  void shouldDenyWhoAsksTooOften() {
    // Given
    final StickTable table = table();
    final String[] rules = {
      "track-sc0 src", "deny deny_status 429 if { sc_http_req_rate(0) gt 3 }"
    };

    // When
    final List<Verdict> verdicts =
        List.of(
            with(table, rules).run(),
            with(table, rules).run(),
            with(table, rules).run(),
            with(table, rules).run());

    // Then
    assertThat(verdicts)
        .containsExactly(Verdict.CONTINUE, Verdict.CONTINUE, Verdict.CONTINUE, Verdict.DENY);
  }

  @Test
  void shouldCountAndTagWhatIsTracked() {
    // Given
    final Listed listed =
        with(
            table(),
            "sc-inc-gpc0(0)",
            "track-sc0 src table fe",
            "sc-inc-gpc0(0)",
            "sc-inc-gpc(0,0)",
            "sc-set-gpt0(0) int(7)",
            "track-sc0 str(10.0.0.1)",
            "set-header X-Got \"%[sc0_get_gpc0] %[sc_get_gpt0(0)] %[src_get_gpc0(fe)]"
                + " %[sc0_tracked] %[sc1_tracked] %[sc1_get_gpc0] %[src,in_table(fe)]"
                + " %[str(10.0.0.1),in_table(fe)] %[src,table_gpc0(fe)] %[sc0_conn_cur]\"");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.surroundings.problems).isEmpty();
    assertThat(listed.txn.sentRequest()).contains("X-Got: 1 7 1 1 0  1 0 1 1\n");
  }

  @Test
  void shouldChangeCountersByLookingAtThem() {
    // Given
    final Listed listed =
        with(
            table(),
            "track-sc1 src",
            "set-header X-Got \"%[sc1_inc_gpc0] %[src_inc_gpc0] %[sc1_clr_gpc0] %[sc1_get_gpc0]\"");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.sentRequest()).contains("X-Got: 1 2 2 0\n");
  }

  @Test
  void shouldSeeWhatItsSessionTracks() {
    // Given
    final Listed listed = with(table(), "track-sc0 src");
    final var place = new io.sluice.engine.sample.Tracked.Place(table());
    assertThat(place.key().ipv4(0x7f000001)).isTrue();
    assertThat(listed.txn.sessionTracked().track(2, place, 0)).isTrue();
    listed.rules(RuleKind.HTTP_REQUEST, "set-header X-Got %[sc2_conn_cur]");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.sentRequest()).contains("X-Got: 1\n");
  }

  @Test
  void shouldGiveBackWhatItHeld() {
    // Given
    final StickTable table = table();
    final Listed listed = with(table, "track-sc0 src");
    listed.run();

    // When
    listed.txn.tracked().release(listed.txn.tableMillis());
    listed.rules(RuleKind.HTTP_REQUEST, "set-header X-Got \"%[sc0_tracked] %[src_conn_cur]\"");
    listed.run();

    // Then
    assertThat(listed.txn.sentRequest()).contains("X-Got: 0 0\n");
  }

  @Test
  void shouldTellOfATableThatIsNotThere() {
    // Given
    final Listed listed = new Listed();

    // When
    listed.rules(RuleKind.HTTP_REQUEST, "track-sc0 src table nope");

    // Then
    assertThat(listed.surroundings.problems)
        .containsExactly("test.conf:1: there is no stick table nope");
  }
}
