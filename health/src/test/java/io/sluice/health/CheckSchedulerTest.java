package io.sluice.health;

import static io.sluice.health.testkit.FakeCheck.BAD;
import static io.sluice.health.testkit.FakeCheck.EXPLICIT;
import static io.sluice.health.testkit.FakeCheck.GOOD;
import static io.sluice.health.testkit.FakeCheck.UNCLEAR;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.Backend;
import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.config.CheckConfig;
import io.sluice.config.ObserveConfig;
import io.sluice.config.ObserveConfig.OnError;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckScheduler.Watch;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeCheck;
import io.sluice.health.testkit.Servers;
import io.sluice.health.testkit.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckSchedulerTest {
  private static final Target TARGET =
      CheckLab.target(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
  private static final Target OTHER =
      CheckLab.target(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2));
  private static final CheckConfig CHECK = Servers.check(FakeCheck.config("x"));

  private record Told(Server server, CheckResult result, Health health) {}

  private final VirtualLoop loop = new VirtualLoop();
  private final FakeCheck fake = new FakeCheck(loop);
  private final List<Told> told = new ArrayList<>();
  private final Backend backend = Servers.backend("a", "b", "c");
  private final Server a = backend.servers().get(0);
  private final Server b = backend.servers().get(1);
  private final Server c = backend.servers().get(2);
  private final List<OnError> observed = new ArrayList<>();
  private CheckListener listener = (_, _, _) -> {};
  private final CheckListener ear =
      new CheckListener() {
        @Override
        public void onResult(final Server server, final CheckResult result, final Health health) {
          CheckSchedulerTest.this.onResult(server, result, health);
        }

        @Override
        public void onObserved(final Server server, final OnError onError, final String reason) {
          observed.add(onError);
        }
      };
  private CheckScheduler scheduler = scheduler(0);

  private CheckScheduler scheduler(final int spreadPercent) {
    return new CheckScheduler(
        loop.eventLoop(), Checks.of(List.of(fake)), ear, spreadPercent, new Random(1));
  }

  private void onResult(final Server server, final CheckResult result, final Health health) {
    told.add(new Told(server, result, health));
    if (health != Health.PENDING) {
      backend.setHealth(server, health, "", 0);
    }
    listener.onResult(server, result, health);
  }

  @AfterEach
  void close() {
    scheduler.close();
  }

  private void post(final Watch... watches) {
    scheduler.post(List.of(watches));
    loop.run();
  }

  private static Watch watch(final Server server) {
    return new Watch(server, CHECK, TARGET);
  }

  /** Brings a server up and forgets how. */
  private void bringUp(final Server... servers) {
    post(Arrays.stream(servers).map(CheckSchedulerTest::watch).toArray(Watch[]::new));
    loop.pass(50);
    assertThat(told).extracting(Told::health).containsOnly(Health.UP);
    told.clear();
  }

  private List<Long> gapsMillis() {
    final List<Long> starts = fake.startsMillis();
    final List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < starts.size(); i++) {
      gaps.add(starts.get(i) - starts.get(i - 1));
    }
    return gaps;
  }

  private List<Health> verdicts() {
    return told.stream().map(Told::health).toList();
  }

  @Test
  void shouldBringUpWithTheFirstGoodCheckWithinFiftyMillis() {
    // When
    post(watch(a));
    loop.pass(50);

    // Then
    assertThat(told).containsExactly(new Told(a, GOOD, Health.UP));
  }

  @Test
  void shouldSayDownAfterTheFirstBadCheck() {
    // Given
    fake.find(BAD);

    // When
    post(watch(a));
    loop.pass(50);

    // Then
    assertThat(told).containsExactly(new Told(a, BAD, Health.DOWN));
  }

  @Test
  void shouldKeepInterWhileUp() {
    // When
    post(watch(a));
    loop.pass(20000);

    // Then
    assertThat(gapsMillis()).hasSizeGreaterThanOrEqualTo(9).containsOnly(2000L);
  }

  @Test
  void shouldGoDownAfterFallBadChecksAtFastinter() {
    // Given
    bringUp(a);
    fake.find(BAD);

    // When
    loop.pass(8000);

    // Then: one after inter, two more at fastinter, and then downinter
    assertThat(gapsMillis()).containsExactly(2000L, 500L, 500L, 5000L - 0L);
    assertThat(verdicts()).containsExactly(Health.UP, Health.UP, Health.DOWN, Health.DOWN);
  }

  @Test
  void shouldComeUpAfterRiseGoodChecksAtFastinter() {
    // Given
    fake.find(BAD);
    post(watch(a));
    loop.pass(50);
    fake.find(GOOD);
    told.clear();

    // When
    loop.pass(8000);

    // Then
    assertThat(gapsMillis()).startsWith(5000L, 500L, 2000L);
    assertThat(verdicts()).startsWith(Health.DOWN, Health.UP);
  }

  @Test
  void shouldGoDownAtOnceWhenTheServerSaysSoItself() {
    // Given
    bringUp(a);
    fake.find(EXPLICIT);

    // When
    loop.pass(2000);

    // Then
    assertThat(verdicts()).containsExactly(Health.DOWN);
  }

  @Test
  void shouldSendOneProbeForAllServersThatShareIt() {
    // When
    post(watch(a), watch(b), watch(c));
    loop.pass(2100);

    // Then
    assertThat(fake.opened()).isEqualTo(1);
    assertThat(fake.startsMillis()).hasSize(2);
    assertThat(told).extracting(Told::server).containsExactly(a, b, c, a, b, c);
  }

  static Stream<Watch> different(final Server server) {
    return Stream.of(
        new Watch(server, CHECK, OTHER),
        new Watch(server, Servers.check(FakeCheck.config("y")), TARGET),
        new Watch(server, Servers.withInter(CHECK, Duration.ofSeconds(3)), TARGET));
  }

  @Test
  void shouldSendTwoProbesWhenTargetProbeOrPaceDiffer() {
    different(b)
        .forEach(other -> {
          // When
          final int before = fake.opened();
          post(watch(a), other);
          loop.pass(50);

          // Then
          assertThat(fake.opened() - before).isBetween(1, 2);
          assertThat(fake.opened() - fake.closed()).isEqualTo(2);
        });
  }

  @Test
  void shouldCountRiseAndFallForEachServerOfASharedProbe() {
    // Given
    post(watch(a), new Watch(b, Servers.withLimits(CHECK, 1, 1), TARGET));
    loop.pass(50);
    told.clear();
    fake.find(BAD);

    // When
    loop.pass(2000);

    // Then
    assertThat(fake.opened()).isEqualTo(1);
    assertThat(told).containsExactly(new Told(a, BAD, Health.UP), new Told(b, BAD, Health.DOWN));
  }

  @Test
  void shouldUseDownInterOnlyWhenAllOfASharedProbeAreDown() {
    // Given
    fake.find(BAD);
    post(watch(a));
    loop.pass(50);
    backend.setHealth(b, Health.UP, "", 0);
    post(watch(a), new Watch(b, Servers.withLimits(CHECK, 1, 9), TARGET));

    // When
    loop.pass(3000);

    // Then: b has misses, so it is changing
    assertThat(gapsMillis()).endsWith(500L, 500L, 500L);
  }

  @Test
  void shouldLeaveUnchangedWatchesAloneWhenTheListIsReplaced() {
    // Given
    bringUp(a);
    loop.pass(1000);

    // When: a line number changes, and another server comes with another target
    post(new Watch(a, Servers.withLimits(CHECK, 2, 3), TARGET), new Watch(b, CHECK, OTHER));
    loop.pass(1000);

    // Then
    assertThat(fake.opened()).isEqualTo(2);
    assertThat(fake.closed()).isZero();
    assertThat(told).extracting(Told::server).containsExactly(b, a);
    assertThat(fake.startsMillis().get(2) - fake.startsMillis().get(0)).isEqualTo(2000);
  }

  @Test
  void shouldCloseTheProbeWhenItsLastServerIsGone() {
    // Given
    bringUp(a, b);

    // When
    post(watch(a));
    assertThat(fake.closed()).isZero();
    post();
    loop.pass(5000);

    // Then
    assertThat(fake.closed()).isEqualTo(1);
    assertThat(told).isEmpty();
    assertThat(fake.startsMillis()).hasSize(1);
  }

  @Test
  void shouldHandTheProbeOnWhenAnotherServerTakesItOver() {
    // Given
    bringUp(a);

    // When
    post(watch(b));
    loop.pass(50);

    // Then
    assertThat(fake.opened()).isEqualTo(1);
    assertThat(fake.closed()).isZero();
    assertThat(told).containsExactly(new Told(b, GOOD, Health.UP));
  }

  @Test
  void shouldKeepTheVerdictWhenTheWatchChanges() {
    // Given
    bringUp(a);
    fake.find(BAD);

    // When
    post(new Watch(a, CHECK, OTHER));
    loop.pass(1200);

    // Then
    assertThat(verdicts()).containsExactly(Health.UP, Health.UP, Health.DOWN);
  }

  @Test
  void shouldKeepMissesWhenOnlyRiseAndFallChange() {
    // Given
    bringUp(a);
    fake.find(BAD);
    loop.pass(2000);

    // When
    post(new Watch(a, Servers.withLimits(CHECK, 2, 2), TARGET));
    loop.pass(500);

    // Then
    assertThat(fake.opened()).isEqualTo(1);
    assertThat(verdicts()).containsExactly(Health.UP, Health.DOWN);
  }

  @Test
  void shouldGoOnFromTheServersOwnVerdictWhenItIsNew() {
    // Given: b was found up before, by a process or a watch that is gone
    backend.setHealth(b, Health.UP, "", 0);
    fake.find(BAD);

    // When
    post(watch(b));
    loop.pass(50);

    // Then
    assertThat(verdicts()).containsExactly(Health.UP);
  }

  @Test
  void shouldTakeTheOutcomeOfTheRunUnderWayWhenAServerJoins() {
    // Given
    fake.findAfter(GOOD, 400);
    post(watch(a));
    loop.pass(100);

    // When
    post(watch(a), watch(b));
    loop.pass(400);

    // Then
    assertThat(fake.startsMillis()).hasSize(1);
    assertThat(told).extracting(Told::server).containsExactly(a, b);
  }

  @Test
  void shouldMeasureIntervalsFromStartToStart() {
    // Given
    fake.findAfter(GOOD, 700);

    // When
    post(watch(a));
    loop.pass(10000);

    // Then
    assertThat(gapsMillis()).containsOnly(2000L);
  }

  @Test
  void shouldDelayTheNextRunWhenOneIsLongerThanItsInterval() {
    // Given
    fake.findAfter(GOOD, 2600);

    // When
    post(watch(a));
    for (int i = 0; i < 20; i++) {
      loop.pass(500);
      assertThat(fake.running()).isLessThanOrEqualTo(1);
    }

    // Then
    assertThat(gapsMillis()).containsOnly(2600L);
  }

  @Test
  void shouldStayWithinTheSpreadAndUseAllOfIt() {
    // Given
    scheduler = scheduler(10);

    // When
    post(watch(a));
    loop.pass(300_000);

    // Then
    assertThat(gapsMillis()).hasSizeGreaterThan(130).allMatch(gap -> gap >= 1799 && gap <= 2201);
    assertThat(gapsMillis()).anyMatch(gap -> gap < 1850).anyMatch(gap -> gap > 2150);
  }

  @Test
  void shouldSpreadFirstRuns() {
    // When
    for (int i = 0; i < 3; i++) {
      post(
          new Watch(a, Servers.check(FakeCheck.config("a" + i)), TARGET),
          new Watch(b, Servers.check(FakeCheck.config("b" + i)), TARGET),
          new Watch(c, Servers.check(FakeCheck.config("c" + i)), TARGET));
      loop.pass(51);
    }

    // Then
    assertThat(fake.startsMillis()).hasSize(9);
    assertThat(fake.startsMillis().stream().distinct().count()).isGreaterThan(5);
  }

  @Test
  void shouldFailTheRunAndGoOnWhenTheProbeThrows() {
    // Given
    fake.act(_ -> {
      throw new IllegalStateException("password=secret");
    });

    // When
    post(watch(a));
    loop.pass(6000);
    fake.find(GOOD);
    loop.pass(5000);

    // Then
    final CheckResult first = told.getFirst().result();
    assertThat(first).isInstanceOf(CheckResult.Failed.class);
    assertThat(first.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(first.detail()).isEqualTo("fault in the check: IllegalStateException");
    assertThat(verdicts()).startsWith(Health.DOWN, Health.DOWN).contains(Health.UP);
    assertThat(fake.opened() - fake.closed()).isEqualTo(1);
  }

  @Test
  void shouldFailTheRunWhenTheProbeCannotBeOpened() {
    // Given
    fake.failToOpen(new IllegalStateException());
    post(watch(a));
    loop.pass(50);
    assertThat(told.getFirst().result().status()).isEqualTo(CheckStatus.SOCKERR);

    // When
    fake.failToOpen(null);
    loop.pass(6000);

    // Then
    assertThat(verdicts()).endsWith(Health.UP);
  }

  @Test
  void shouldEndARunThatDoesNotEndItselfAndIgnoreWhatComesLater() {
    // Given
    final List<java.util.function.Consumer<CheckResult>> late = new ArrayList<>();
    fake.act(late::add);
    post(watch(a));

    // When
    loop.pass(3100);

    // Then
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().result().status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(fake.closed()).isEqualTo(1);

    // When
    late.getFirst().accept(GOOD);

    // Then
    assertThat(told).hasSize(1);
  }

  @Test
  void shouldIgnoreASecondOutcome() {
    // Given
    fake.act(outcome -> {
      outcome.accept(GOOD);
      outcome.accept(BAD);
    });

    // When
    post(watch(a));
    loop.pass(50);

    // Then
    assertThat(told).containsExactly(new Told(a, GOOD, Health.UP));
  }

  @Test
  void shouldGoOnWhenTheListenerThrows() {
    // Given
    listener =
        (_, _, _) -> {
          throw new IllegalStateException("no");
        };

    // When
    post(watch(a), watch(b));
    loop.pass(2100);

    // Then
    assertThat(told).extracting(Told::server).containsExactly(a, b, a, b);
  }

  @Test
  void shouldStopWhenClosedByTheListener() {
    // Given
    listener = (_, _, _) -> scheduler.close();

    // When
    post(watch(a), watch(b));
    loop.pass(5000);

    // Then
    assertThat(told).hasSize(1);
    assertThat(fake.closed()).isEqualTo(1);
    assertThat(fake.startsMillis()).hasSize(1);
  }

  @Test
  void shouldSayNothingMoreWhenClosedDuringARun() {
    // Given
    fake.findAfter(GOOD, 500);
    post(watch(a));
    loop.pass(100);

    // When
    scheduler.close();
    post(watch(b));
    loop.pass(5000);

    // Then
    assertThat(told).isEmpty();
    assertThat(fake.closed()).isEqualTo(1);
    assertThat(fake.opened()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAListWithAnUnknownCheckAndChangeNothing() {
    // Given
    bringUp(a);
    final Watch unknown =
        new Watch(b, Servers.check(new ProbeConfig.Custom("ntp", Map.of())), TARGET);

    // When
    assertThatThrownBy(() -> scheduler.post(List.of(unknown)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'ntp'");
    loop.pass(2000);

    // Then
    assertThat(told).containsExactly(new Told(a, GOOD, Health.UP));
  }

  @Test
  void shouldRefuseAListWithAServerTwice() {
    assertThatThrownBy(() -> scheduler.post(List.of(watch(a), new Watch(a, CHECK, OTHER))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("server a");
  }

  @Test
  void shouldStayWithoutAVerdictUntilACheckIsClear() {
    // Given
    fake.find(UNCLEAR);

    // When
    post(watch(a));
    loop.pass(2100);
    fake.find(GOOD);
    loop.pass(500);

    // Then: every 500 ms, as while a verdict is changing
    assertThat(gapsMillis()).hasSizeGreaterThan(3).containsOnly(500L);
    assertThat(verdicts()).startsWith(Health.PENDING, Health.PENDING).endsWith(Health.UP);
    assertThat(told.getFirst().result()).isEqualTo(UNCLEAR);
  }

  @Test
  void shouldKeepTheVerdictAndTheMissesWhenChecksAreUnclear() {
    // Given: two of three misses
    bringUp(a);
    fake.find(BAD);
    loop.pass(2500);
    fake.find(UNCLEAR);
    loop.pass(5000);
    assertThat(verdicts()).hasSizeGreaterThan(10).containsOnly(Health.UP);

    // When
    fake.find(BAD);
    loop.pass(500);

    // Then
    assertThat(verdicts()).endsWith(Health.UP, Health.DOWN);
  }

  @Test
  void shouldProbeAtOnceWhenAskedTo() {
    // Given
    bringUp(a);
    loop.pass(1000);
    final long asked = loop.nowMillis();

    // When
    scheduler.probeNow(List.of(a));
    loop.run();

    // Then: the interval counts from there
    assertThat(fake.startsMillis()).hasSize(2).endsWith(asked);
    loop.pass(2000);
    assertThat(fake.startsMillis()).hasSize(3).endsWith(asked + 2000);
  }

  @Test
  void shouldRunASharedProbeOnceWhenAskedForAllItsServers() {
    // Given
    bringUp(a, b);
    loop.pass(100);

    // When
    scheduler.probeNow(List.of(a, b, a));
    loop.pass(100);

    // Then
    assertThat(fake.startsMillis()).hasSize(2);
    assertThat(told).extracting(Told::server).containsExactly(a, b);
  }

  @Test
  void shouldNotProbeTheOthersWhenAskedForOne() {
    // Given
    post(watch(a), new Watch(b, CHECK, OTHER));
    loop.pass(100);
    told.clear();

    // When
    scheduler.probeNow(List.of(b));
    loop.run();

    // Then
    assertThat(told).extracting(Told::server).containsExactly(b);
  }

  @Test
  void shouldRunAgainAfterTheRunUnderWayWhenAskedDuringIt() {
    // Given: a run from 0 to 50 ms at most, to 400 ms later
    fake.findAfter(GOOD, 400);
    post(watch(a));
    loop.pass(100);
    assertThat(fake.running()).isEqualTo(1);

    // When
    scheduler.probeNow(List.of(a));
    scheduler.probeNow(List.of(a));
    for (int i = 0; i < 1000; i++) {
      loop.pass(1);
      assertThat(fake.running()).isLessThanOrEqualTo(1);
    }

    // Then: once more, right after it
    assertThat(gapsMillis()).containsExactly(400L);
  }

  @Test
  void shouldRunEveryTwentyMillisWhenAskedAllTheTime() {
    // Given
    bringUp(a);

    // When
    for (int i = 0; i < 1000; i++) {
      scheduler.probeNow(List.of(a));
      loop.pass(1);
    }

    // Then
    assertThat(gapsMillis().stream().skip(1)).hasSizeBetween(48, 50).containsOnly(20L);
  }

  @Test
  void shouldBeginARunAfterEachRequestWhenTheyComeQuickly() {
    // Given
    bringUp(a);
    loop.pass(100);
    scheduler.probeNow(List.of(a));
    loop.run();
    loop.pass(5);
    final long asked = loop.nowMillis();

    // When
    scheduler.probeNow(List.of(a));
    loop.pass(100);

    // Then
    assertThat(fake.startsMillis()).hasSize(3);
    assertThat(fake.startsMillis().getLast()).isEqualTo(asked + 15);
  }

  @Test
  void shouldPassOverServersThatAreNotCheckedWhenAskedToProbe() {
    // Given
    bringUp(a);

    // When
    scheduler.probeNow(List.of(b, c));
    loop.pass(100);

    // Then
    assertThat(told).isEmpty();
    assertThat(fake.opened()).isEqualTo(1);
  }

  @Test
  void shouldNotProbeWhenAskedAfterTheEnd() {
    // Given
    bringUp(a);
    scheduler.close();

    // When
    scheduler.probeNow(List.of(a));
    scheduler.hurry(Set.of(a), 1);
    loop.pass(5000);

    // Then
    assertThat(fake.startsMillis()).hasSize(1);
  }

  @Test
  void shouldHurryUntilTheSetIsReplaced() {
    // Given
    bringUp(a);
    loop.pass(1000);

    // When
    scheduler.hurry(Set.of(a, b), MILLISECONDS.toNanos(100));
    loop.run();
    loop.pass(1000);
    scheduler.hurry(Set.of(), MILLISECONDS.toNanos(100));
    loop.pass(5000);

    // Then: the first at once, since the last is longer ago; the last that was due stays due
    assertThat(fake.startsMillis().get(1)).isEqualTo(1050);
    assertThat(gapsMillis().subList(1, 12)).containsOnly(100L);
    assertThat(gapsMillis().subList(12, gapsMillis().size())).hasSize(2).containsOnly(2000L);
  }

  @Test
  void shouldKeepTheShorterIntervalWhenToldToHurry() {
    // Given: 500 ms while the verdict is changing
    bringUp(a);
    fake.find(BAD);
    loop.pass(2000);

    // When
    scheduler.hurry(Set.of(a), MILLISECONDS.toNanos(700));
    loop.pass(1500);

    // Then
    assertThat(gapsMillis()).containsExactly(2000L, 500L, 500L);
  }

  @Test
  void shouldHurryNobodyElse() {
    // Given
    post(watch(a), new Watch(b, CHECK, OTHER));
    loop.pass(50);
    told.clear();

    // When
    scheduler.hurry(Set.of(b), MILLISECONDS.toNanos(100));
    loop.pass(1000);

    // Then
    assertThat(told).hasSizeBetween(9, 11).extracting(Told::server).containsOnly(b);
  }

  @Test
  void shouldHurryServersThatAreCheckedLater() {
    // Given
    scheduler.hurry(Set.of(a), 1);

    // When
    bringUp(a);
    loop.pass(200);

    // Then
    assertThat(gapsMillis()).hasSizeGreaterThan(9).containsOnly(20L);
  }

  @Test
  void shouldRefuseAnIntervalOfNothingToHurryAt() {
    assertThatThrownBy(() -> scheduler.hurry(Set.of(a), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void observe(final OnError onError) {
    scheduler.observed(a, new ObserveConfig(10, onError));
    loop.run();
  }

  @Test
  void shouldCountAFailedCheckWhenTheTrafficFails() {
    // Given: fall 3, and no check before fastinter is over
    bringUp(a, b);

    // When
    observe(OnError.FAIL_CHECK);
    observe(OnError.FAIL_CHECK);
    observe(OnError.FAIL_CHECK);

    // Then
    assertThat(verdicts()).startsWith(Health.UP, Health.UP, Health.DOWN);
    assertThat(told.getFirst().result())
        .isEqualTo(
            new CheckResult.Failed(
                CheckStatus.HANA, "10 connects of the traffic failed in a row", 0, false));
    assertThat(told.subList(0, 3)).extracting(Told::server).containsOnly(a);
    assertThat(observed).hasSize(3).containsOnly(OnError.FAIL_CHECK);
  }

  @Test
  void shouldBeDownWithOneMoreMissAfterSuddenDeath() {
    // Given
    bringUp(a);
    fake.find(BAD);

    // When
    observe(OnError.SUDDEN_DEATH);
    loop.pass(500);

    // Then
    assertThat(verdicts()).containsExactly(Health.UP, Health.DOWN);
    assertThat(told.getLast().result()).isEqualTo(BAD);
  }

  @Test
  void shouldBeDownAfterSuddenDeathTwiceAndRecoverAfterOneGoodCheck() {
    // Given
    bringUp(a);

    // When
    observe(OnError.SUDDEN_DEATH);
    loop.pass(500);
    observe(OnError.SUDDEN_DEATH);
    observe(OnError.SUDDEN_DEATH);

    // Then
    assertThat(verdicts()).containsExactly(Health.UP, Health.UP, Health.UP, Health.DOWN);
  }

  @Test
  void shouldBeDownAtOnceAndCheckedSoonWhenMarkedDown() {
    // Given
    bringUp(a);

    // When
    observe(OnError.MARK_DOWN);
    assertThat(verdicts()).containsExactly(Health.DOWN);
    loop.pass(1000);

    // Then: not after downinter, and by rise
    assertThat(gapsMillis()).containsExactly(500L, 500L);
    assertThat(verdicts()).containsExactly(Health.DOWN, Health.DOWN, Health.UP);
  }

  @Test
  void shouldBringOneCheckForwardUntilItsResultIsIn() {
    // Given
    bringUp(a);
    loop.pass(200);

    // When
    observe(OnError.FASTINTER);
    observe(OnError.FASTINTER);
    loop.pass(5000);
    observe(OnError.FASTINTER);

    // Then
    assertThat(gapsMillis()).startsWith(500L, 2000L, 2000L);
    assertThat(verdicts()).containsOnly(Health.UP);
    assertThat(observed).containsExactly(OnError.FASTINTER, OnError.FASTINTER);
  }

  @Test
  void shouldCheckAtOnceWhenFastinterHasPassed() {
    // Given
    bringUp(a);
    loop.pass(1000);
    final long now = loop.nowMillis();

    // When
    observe(OnError.FASTINTER);

    // Then
    assertThat(fake.startsMillis()).endsWith(now);
  }

  @Test
  void shouldNotMindTrafficThatFailsUnlessTheServerIsUp() {
    // Given: pending, down, gone
    fake.findAfter(BAD, 100);
    post(watch(a));
    observe(OnError.MARK_DOWN);
    loop.pass(160);
    told.clear();
    observe(OnError.MARK_DOWN);
    scheduler.observed(b, new ObserveConfig(1, OnError.MARK_DOWN));
    loop.run();

    // Then
    assertThat(told).isEmpty();
    assertThat(observed).isEmpty();
  }

  @Test
  void shouldGoOnWhenTheListenerStopsEverythingAsTrafficFails() {
    // Given
    bringUp(a);
    listener = (_, _, _) -> scheduler.close();

    // When
    observe(OnError.MARK_DOWN);
    loop.pass(5000);

    // Then
    assertThat(told).hasSize(1);
    assertThat(fake.startsMillis()).hasSize(1);
  }
}
