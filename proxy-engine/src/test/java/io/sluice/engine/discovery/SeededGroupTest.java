package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.GaleraStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group of servers that is filled from what the nodes of a cluster say. */
class SeededGroupTest {
  private final SeededGroup group = new SeededGroup();

  private static SocketAddress at(final String ip) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), 3306);
  }

  private static List<SocketAddress> all(final String... ips) {
    final List<SocketAddress> addresses = new ArrayList<>();
    Arrays.asList(ips).forEach(ip -> addresses.add(ip == null ? null : at(ip)));
    return addresses;
  }

  private static GaleraStatus status(
      final boolean primary, final long confId, final String... incoming) {
    return new GaleraStatus(
        4,
        "Synced",
        primary,
        true,
        true,
        true,
        false,
        0,
        "NONE",
        false,
        "rsync",
        false,
        "DISABLED",
        0,
        "uuid",
        confId,
        incoming.length,
        "",
        "",
        List.of(incoming),
        0,
        false,
        0,
        0,
        0,
        1,
        100);
  }

  @Test
  void shouldBeginWithTheSeed() {
    assertThat(group.wanted(all(null, null, null), all("10.0.0.9"))).isEqualTo(all("10.0.0.9"));
  }

  @Test
  void shouldHaveTheMembersInTheSeedsPlace() {
    // When
    final boolean isNew = group.onStatus(status(true, 3, "10.0.0.1", "", "10.0.0.2:3306"), 3306);
    final boolean again = group.onStatus(status(true, 3, "10.0.0.1", "", "10.0.0.2:3306"), 3306);
    // Then
    assertThat(isNew).isTrue();
    assertThat(again).isFalse();
    assertThat(group.wanted(all("10.0.0.9", null, null), all("10.0.0.9")))
        .isEqualTo(all("10.0.0.1", "10.0.0.2"));
  }

  @Test
  void shouldKeepAMemberThatLeftUntilItsPlaceIsNeeded() {
    // Given
    group.onStatus(status(true, 3, "10.0.0.1", "10.0.0.2", "10.0.0.3"), 3306);
    final List<SocketAddress> held = all("10.0.0.1", "10.0.0.2", "10.0.0.3");
    // When
    group.onStatus(status(true, 4, "10.0.0.1", "10.0.0.3"), 3306);
    final List<SocketAddress> left = group.wanted(held, all("10.0.0.1"));
    group.onStatus(status(true, 5, "10.0.0.1", "10.0.0.3", "10.0.0.4"), 3306);
    final List<SocketAddress> replaced = group.wanted(held, all("10.0.0.1"));
    // Then
    assertThat(left).containsExactlyInAnyOrderElementsOf(held);
    assertThat(replaced).isEqualTo(all("10.0.0.1", "10.0.0.3", "10.0.0.4"));
  }

  @Test
  void shouldListenToNobodyWithoutAQuorumOrWithAnOldView() {
    // Given
    group.onStatus(status(true, 3, "10.0.0.1", "10.0.0.2"), 3306);
    // When
    final boolean partitioned = group.onStatus(status(false, 9, "10.0.0.1"), 3306);
    final boolean old = group.onStatus(status(true, 2, "10.0.0.1"), 3306);
    // Then
    assertThat(partitioned).isFalse();
    assertThat(old).isFalse();
    assertThat(group.known()).isEqualTo(2);
  }

  @Test
  void shouldKeepWhatThereIsWhenAMemberDoesNotTell() {
    // When
    group.onStatus(status(true, 3, "AUTO", "10.0.0.2"), 3306);
    // Then
    assertThat(group.complaint()).contains("AUTO");
    assertThat(group.wanted(all("10.0.0.9", null, null), all("10.0.0.9")))
        .isEqualTo(all("10.0.0.2", "10.0.0.9"));
  }

  @Test
  void shouldStayWithTheSeedWhenNoMemberTells() {
    // When
    group.onStatus(status(true, 3, "AUTO", "AUTO"), 3306);
    // Then
    assertThat(group.complaint()).isNotEmpty();
    assertThat(group.wanted(all("10.0.0.9", null), all("10.0.0.9"))).isEqualTo(all("10.0.0.9"));
  }

  @Test
  void shouldAskTheSeedAgainWhenNoMemberServes() {
    // Given
    group.onStatus(status(true, 3, "10.0.0.1", "10.0.0.2"), 3306);
    // When
    final boolean isNew = group.onNoneServes();
    final boolean again = group.onNoneServes();
    final List<SocketAddress> meanwhile =
        group.wanted(all("10.0.0.1", "10.0.0.2"), all("10.0.0.9"));
    group.onStatus(status(true, 1, "10.0.0.5", "10.0.0.6"), 3306);
    // Then
    assertThat(isNew).isTrue();
    assertThat(again).isFalse();
    assertThat(meanwhile).contains(at("10.0.0.9")).hasSize(2);
    assertThat(group.wanted(meanwhile, all("10.0.0.9"))).isEqualTo(all("10.0.0.5", "10.0.0.6"));
  }
}
