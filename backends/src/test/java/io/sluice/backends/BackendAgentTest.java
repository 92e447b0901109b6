package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents do to servers. */
class BackendAgentTest {
  private static Backend of(final Configs.Line... lines) {
    return new Backend(backend(new BalanceConfig.RoundRobin(), lines), Balancers.load(), 0);
  }

  private static Server only(final Backend backend) {
    return backend.servers().getFirst();
  }

  private static boolean say(final Backend backend, final String words) {
    return backend.setAgent(only(backend), AgentReport.parse(words), 5);
  }

  private static boolean takes(final Backend backend) {
    return backend.assign(new Asker(), 0, null) == Assignment.GRANTED;
  }

  @ParameterizedTest
  @ValueSource(strings = {"down", "stopped", "fail"})
  void shouldTakeSessionsOnlyWhenCheckAndAgentBothLetIt(final String word) {
    // Given
    final Backend backend = of(server("a").check().agent());
    backend.setHealth(only(backend), Health.UP, "L4OK", 1);

    // When
    assertThat(say(backend, word + " #for a reason")).isTrue();

    // Then
    assertThat(takes(backend)).isFalse();
    assertThat(only(backend).state().verdict()).isEqualTo(Health.DOWN);
    assertThat(only(backend).state().why()).isEqualTo("agent: " + word + " (for a reason)");
    assertThat(only(backend).state().sinceNanos()).isEqualTo(5);

    // When: the check's word alone
    backend.setHealth(only(backend), Health.DOWN, "L4CON", 6);
    backend.setHealth(only(backend), Health.UP, "L4OK", 7);

    // Then
    assertThat(takes(backend)).isFalse();

    // When: the agent's word alone
    backend.setHealth(only(backend), Health.DOWN, "L4CON", 8);
    assertThat(say(backend, "up")).isTrue();

    // Then
    assertThat(takes(backend)).isFalse();
    assertThat(only(backend).state().why()).isEqualTo("L4CON");

    // When: both
    backend.setHealth(only(backend), Health.UP, "L4OK", 9);

    // Then
    assertThat(takes(backend)).isTrue();
    assertThat(only(backend).state().verdict()).isEqualTo(Health.UP);
  }

  @Test
  void shouldHoldTheWordOfAnAgentWhereThereIsNoCheck() {
    final Backend backend = of(server("a").agent());
    assertThat(takes(backend)).isTrue();
    say(backend, "down");
    assertThat(takes(backend)).isFalse();
    say(backend, "up");
    assertThat(takes(backend)).isTrue();
    assertThat(only(backend).state().verdict()).isEqualTo(Health.UNCHECKED);
  }

  @ParameterizedTest
  @CsvSource({
    "READY, ready, READY",
    "READY, drain, DRAIN",
    "READY, maint, MAINT",
    "DRAIN, ready, DRAIN",
    "DRAIN, drain, DRAIN",
    "DRAIN, maint, MAINT",
    "MAINT, ready, MAINT",
    "MAINT, drain, MAINT",
    "MAINT, maint, MAINT"
  })
  void shouldHoldTheStricterOfTwoWishes(
      final AdminState operator, final String agent, final AdminState holds) {
    // Given
    final Backend backend = of(server("a").agent());
    final Backend other = of(server("a").agent());

    // When: in either order
    backend.setAdmin(only(backend), operator, 1);
    say(backend, agent);
    say(other, agent);
    other.setAdmin(only(other), operator, 1);

    // Then
    assertThat(only(backend).state().admin()).isEqualTo(holds);
    assertThat(only(other).state().admin()).isEqualTo(holds);
    assertThat(takes(backend)).isEqualTo(holds == AdminState.READY);

    // When: each takes back its own
    say(backend, "ready");
    other.setAdmin(only(other), AdminState.READY, 2);

    // Then
    assertThat(only(backend).state().admin()).isEqualTo(operator);
    assertThat(only(other).state().admin())
        .isEqualTo(AgentReport.parse(agent).admin().orElseThrow());
  }

  @Test
  void shouldBePendingWhenTheAgentTakesMaintBack() {
    // Given
    final Backend backend = of(server("a").check().agent());
    backend.setHealth(only(backend), Health.UP, "", 1);

    // When
    say(backend, "maint #upgrade");

    // Then
    assertThat(only(backend).state().why()).isEqualTo("agent: up, maint (upgrade)");
    assertThat(backend.setHealth(only(backend), Health.DOWN, "late", 2)).isFalse();

    // When
    say(backend, "ready");

    // Then
    assertThat(only(backend).state().health()).isEqualTo(Health.PENDING);
    assertThat(takes(backend)).isFalse();
  }

  @Test
  void shouldLeaveAloneWhatTheAgentDoesNotMention() {
    // Given
    final Backend backend = of(server("a").agent());
    say(backend, "drain 50% maxconn:3 #why");

    // When
    say(backend, "up");

    // Then
    assertThat(only(backend).state().agent()).hasToString("agent: up, drain, 50%, maxconn:3");
  }

  @Test
  void shouldTakeItsWeightInPartsOfTheConfiguredOne() {
    // Given
    final Backend backend =
        of(server("a").weight(10).agent(), server("b").weight(10), server("c").weight(10));

    // When
    say(backend, "30%");

    // Then
    assertThat(picksOfA(backend, 23)).isEqualTo(3);

    // When
    say(backend, "200%");

    // Then
    assertThat(picksOfA(backend, 40)).isEqualTo(20);

    // When
    say(backend, "0%");

    // Then
    assertThat(picksOfA(backend, 10)).isZero();
    assertThat(only(backend).state().takesSessions()).isFalse();
    assertThat(only(backend).state().why()).isEqualTo("agent: up, 0%");

    // When
    say(backend, "100%");

    // Then
    assertThat(picksOfA(backend, 30)).isEqualTo(10);
  }

  private static int picksOfA(final Backend backend, final int picks) {
    int ofA = 0;
    for (int i = 0; i < picks; i++) {
      final Asker asker = new Asker();
      assertThat(backend.assign(asker, 0, null)).isEqualTo(Assignment.GRANTED);
      ofA += asker.granted().name().equals("a") ? 1 : 0;
    }
    return ofA;
  }

  @Test
  void shouldNeverLiftAWeightAbove256() {
    final Backend backend = of(server("a").weight(256).agent());
    say(backend, "25600%");
    assertThat(only(backend).weight()).isEqualTo(256 * BalancerFactory.Candidate.WEIGHT_SCALE);
  }

  @Test
  void shouldServeThoseWhoWaitWhenTheAgentRaisesMaxconn() {
    // Given
    final Backend backend = of(server("a").maxconn(10).agent());
    say(backend, "maxconn:1");
    final Asker first = new Asker();
    final Asker second = new Asker();
    assertThat(backend.assign(first, 0, null)).isEqualTo(Assignment.GRANTED);
    assertThat(backend.assign(second, 0, null)).isEqualTo(Assignment.QUEUED);

    // When
    say(backend, "maxconn:2");

    // Then
    assertThat(second.granted()).isEqualTo(only(backend));
    assertThat(backend.assign(new Asker(), 0, null)).isEqualTo(Assignment.QUEUED);

    // When
    say(backend, "maxconn:0");

    // Then
    assertThat(only(backend).limit()).isZero();
    assertThat(backend.queued()).isZero();
  }

  @Test
  void shouldSayThatNothingIsNewWhenOnlyTheDescriptionIs() {
    // Given
    final Backend backend = of(server("a").agent());
    assertThat(say(backend, "up 50% #load 1")).isTrue();

    // Then
    assertThat(say(backend, "up 50% #load 2")).isFalse();
    assertThat(only(backend).state().agent().description()).isEqualTo("load 2");
  }

  @Test
  void shouldForgetTheAgentWhenAReloadRemovesIt() {
    // Given
    final Backend backend = of(server("a").agent(), server("b").agent());
    say(backend, "down maint 50% maxconn:1");
    backend.setAgent(backend.servers().get(1), AgentReport.parse("drain"), 5);

    // When
    backend.apply(
        backend(new BalanceConfig.RoundRobin(), server("a"), server("b").weight(2).agent()), 6);

    // Then
    assertThat(only(backend).state().agent()).isEqualTo(AgentState.NONE);
    assertThat(only(backend).state().admin()).isEqualTo(AdminState.READY);
    assertThat(only(backend).limit()).isZero();
    assertThat(takes(backend)).isTrue();
    assertThat(backend.servers().get(1).state().admin()).isEqualTo(AdminState.DRAIN);
  }

  @Test
  void shouldStartSlowlyWhenTheAgentBringsItBack() {
    // Given
    final Backend backend = of(server("a").slowstart(Duration.ofSeconds(10)).maxconn(100).agent());
    say(backend, "down");

    // When
    backend.setAgent(only(backend), AgentReport.parse("up"), 0);
    backend.onTick(TimeUnit.SECONDS.toNanos(5));

    // Then
    assertThat(only(backend).limit()).isEqualTo(50);
  }
}
