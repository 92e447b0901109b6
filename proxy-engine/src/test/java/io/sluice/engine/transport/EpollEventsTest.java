package io.sluice.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import org.junit.jupiter.api.Test;

class EpollEventsTest {
  @Test
  void shouldKeepTheEventOfEveryMessage() {
    int bits = Native.EPOLLIN | Native.EPOLLOUT;
    // When
    assertThat(EpollEvents.keep()).isTrue();
    // Then
    assertThat(EpollIoOps.valueOf(bits)).isSameAs(EpollIoOps.valueOf(bits));
    assertThat(EpollIoOps.valueOf(bits).value()).isEqualTo(bits);
  }

  @Test
  void shouldKeepTheEventOfAnEnd() {
    int bits = Native.EPOLLIN | Native.EPOLLOUT | Native.EPOLLRDHUP;
    // When
    assertThat(EpollEvents.keep()).isTrue();
    // Then
    assertThat(EpollIoOps.valueOf(bits)).isSameAs(EpollIoOps.valueOf(bits));
  }
}
