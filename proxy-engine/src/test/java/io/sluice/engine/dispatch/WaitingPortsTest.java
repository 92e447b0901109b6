package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class WaitingPortsTest {
  @Test
  void shouldAskForEachPortInTurn() {
    // Given
    var ports = new WaitingPorts("30000\t30002\n", "\n");
    // When
    int[] asked = {ports.next(), ports.next(), ports.next(), ports.next()};
    // Then
    assertThat(asked).containsExactly(30001, 30002, 30000, 30001);
  }

  @Test
  void shouldLeaveOutReservedPorts() {
    // Given
    var ports = new WaitingPorts("30000 30009", "80,30001-30007,30009");
    // When
    int[] asked = {ports.next(), ports.next()};
    // Then
    assertThat(ports.size()).isEqualTo(2);
    assertThat(asked).containsExactly(30008, 30000);
  }

  @Test
  void shouldTakeTheKernelsDefaultWhereTheRangeIsUnknown() {
    // Given
    var ports = new WaitingPorts("", "");
    // When
    int port = ports.next();
    // Then
    assertThat(ports.size()).isEqualTo(28232);
    assertThat(port).isEqualTo(32769);
  }

  @Test
  void shouldBindTheSourceOrAnyAddressOfTheSameFamily() throws Exception {
    // Given
    var ports = new WaitingPorts("30000 30000", "");
    var four = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);
    var six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);
    var source = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 0);
    // When
    var forFour = ports.next(null, four);
    var forSix = ports.next(null, six);
    var fromSource = ports.next(source, four);
    // Then
    assertThat(forFour).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 30000));
    assertThat(forSix).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::"), 30000));
    assertThat(fromSource)
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 30000));
  }

  @Test
  void shouldBeScarceForASecond() {
    // Given
    var ports = new WaitingPorts("30000 30000", "");
    long nowNanos = Long.MAX_VALUE - 5;
    // When
    ports.onScarce(nowNanos);
    // Then
    assertThat(ports.areScarce(nowNanos + 999_999_999L)).isTrue();
    assertThat(ports.areScarce(nowNanos + 1_000_000_000L)).isFalse();
    assertThat(ports.areScarce(nowNanos)).isFalse();
  }
}
