package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ResolversConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a name is asked for again, and what is kept meanwhile; the clock is the test's own. */
class NameTest {
  private static final Answer NX = new Answer.NoName("NXDOMAIN");
  private static final Answer TIMEOUT = new Answer.Failed("timeout");

  private double chance;
  private long now = -seconds(1);

  private static long seconds(final long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static Optional<Duration> time(final int seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  private Name name(
      final Optional<Duration> nx, final int obsolete, final Optional<Duration> error) {
    return new Name(
        "db.test",
        new ResolversConfig(
            List.of(),
            Duration.ofSeconds(1),
            3,
            Duration.ofSeconds(2),
            Duration.ofSeconds(100),
            new ResolversConfig.Hold(nx, Duration.ofSeconds(obsolete), error),
            false),
        () -> chance,
        now);
  }

  private Name usual() {
    return name(time(30), 0, Optional.empty());
  }

  private static Answer found(final int ttl, final String... addresses) {
    return new Answer.Found(
        Stream.of(addresses).map(InetAddress::ofLiteral).toList(), Duration.ofSeconds(ttl));
  }

  private void answer(final Name name, final Answer answer) {
    name.onAsked(now);
    name.onAnswer(answer, now);
  }

  private void pass(final long seconds) {
    now += seconds(seconds);
  }

  private long secondsUntilDue(final Name name) {
    return Duration.ofNanos(name.dueNanos().orElseThrow() - now).toSeconds();
  }

  private static List<String> addresses(final Name name) {
    return name.addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  @Test
  void shouldBeDueAtOnceAndNotAgainWhileItIsAsked() {
    // Given
    final Name name = usual();
    final boolean first = name.isDue(now);
    // When
    name.onAsked(now);
    pass(1_000);
    // Then
    assertThat(first).isTrue();
    assertThat(name.isDue(now)).isFalse();
    assertThat(name.dueNanos()).isEmpty();
    assertThat(name.answered()).isFalse();
  }

  @Test
  void shouldAskAgainWhenTheAnswerIsNoLongerGoodWithinBounds() {
    // Given
    final Name name = usual();
    // When
    answer(name, found(60, "10.0.0.1"));
    final long usual = secondsUntilDue(name);
    answer(name, found(0, "10.0.0.1"));
    final long shortest = secondsUntilDue(name);
    answer(name, found(86_400, "10.0.0.1"));
    final long longest = secondsUntilDue(name);
    chance = 1;
    answer(name, found(60, "10.0.0.1"));
    // Then
    assertThat(usual).isEqualTo(60);
    assertThat(shortest).isEqualTo(2);
    assertThat(longest).isEqualTo(100);
    assertThat(secondsUntilDue(name)).isEqualTo(66);
    assertThat(name.ttl()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void shouldAskLessAndLessOftenWhileThereIsNoAddress() {
    // Given
    final Name name = usual();
    // When
    final List<Long> waits =
        Stream.of(NX, TIMEOUT, NX, TIMEOUT, NX)
            .map(answer -> {
              answer(name, answer);
              return secondsUntilDue(name);
            })
            .toList();
    answer(name, found(7, "10.0.0.1"));
    answer(name, NX);
    // Then
    assertThat(waits).containsExactly(2L, 4L, 8L, 10L, 10L);
    assertThat(secondsUntilDue(name)).isEqualTo(2);
  }

  @Test
  void shouldKeepTheAddressesForAWhileWhenTheNameIsGone() {
    // Given
    final Name name = usual();
    answer(name, found(5, "10.0.0.1"));
    // When
    pass(29);
    answer(name, NX);
    final List<String> before = addresses(name);
    final long wait = secondsUntilDue(name);
    pass(1);
    answer(name, NX);
    // Then
    assertThat(before).containsExactly("10.0.0.1");
    assertThat(wait).as("the end of what is kept is not waited over").isEqualTo(1);
    assertThat(addresses(name)).isEmpty();
    assertThat(name.everFound()).isTrue();
    assertThat(name.trouble()).isEqualTo("NXDOMAIN");
  }

  @Test
  void shouldKeepTheAddressesForEverWhenNobodyAnswers() {
    // Given
    final Name name = usual();
    answer(name, found(5, "10.0.0.1"));
    // When
    pass(1_000_000);
    answer(name, TIMEOUT);
    // Then
    assertThat(addresses(name)).containsExactly("10.0.0.1");
    assertThat(name.trouble()).isEqualTo("timeout");
  }

  @Test
  void shouldKeepTheAddressesAsLongAsIsSaidWhenNobodyAnswers() {
    // Given
    final Name name = name(time(0), 0, time(60));
    answer(name, found(5, "10.0.0.1"));
    // When
    pass(59);
    answer(name, TIMEOUT);
    final List<String> before = addresses(name);
    pass(1);
    answer(name, TIMEOUT);
    // Then
    assertThat(before).containsExactly("10.0.0.1");
    assertThat(addresses(name)).isEmpty();
  }

  @Test
  void shouldDropAnAddressThatIsNotGivenAnyMore() {
    // Given
    final Name name = usual();
    answer(name, found(5, "10.0.0.1", "10.0.0.2"));
    // When
    answer(name, found(5, "10.0.0.3", "10.0.0.2"));
    // Then
    assertThat(addresses(name)).containsExactly("10.0.0.3", "10.0.0.2");
  }

  @Test
  void shouldKeepAnObsoleteAddressAsLongAsIsSaid() {
    // Given
    final Name name = name(time(30), 20, Optional.empty());
    answer(name, found(50, "10.0.0.1", "10.0.0.2"));
    // When
    pass(15);
    answer(name, found(50, "10.0.0.2"));
    final List<String> kept = addresses(name);
    final long wait = secondsUntilDue(name);
    pass(5);
    answer(name, found(50, "10.0.0.2"));
    // Then
    assertThat(kept).containsExactly("10.0.0.2", "10.0.0.1");
    assertThat(wait).isEqualTo(5);
    assertThat(addresses(name)).containsExactly("10.0.0.2");
  }

  @Test
  void shouldBeDueWhenItIsDoubtedButNotTooOften() {
    // Given
    final Name name = usual();
    answer(name, found(100, "10.0.0.1"));
    final Duration gap = Duration.ofSeconds(1);
    // When
    name.onDoubt(gap, now);
    final boolean tooSoon = name.isDue(now);
    pass(1);
    // Then
    assertThat(tooSoon).isFalse();
    assertThat(name.isDue(now)).isTrue();
  }

  @Test
  void shouldNotBePutOffByADoubt() {
    // Given
    final Name name = usual();
    answer(name, found(2, "10.0.0.1"));
    // When
    name.onDoubt(Duration.ofSeconds(10), now);
    // Then
    assertThat(secondsUntilDue(name)).isEqualTo(2);
  }

  @Test
  void shouldBeNoWorseForAnErrorBeforeTheFirstAnswer() {
    // Given
    final Name name = name(time(0), 0, time(0));
    // When
    answer(name, TIMEOUT);
    // Then
    assertThat(name.everFound()).isFalse();
    assertThat(name.answered()).isTrue();
    assertThat(addresses(name)).isEmpty();
  }
}
