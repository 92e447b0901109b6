package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import io.sluice.engine.proxy.Cause;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectFailureTest {
  @BeforeAll
  static void loadErrors() {
    Epoll.ensureAvailability();
  }

  @ParameterizedTest
  @CsvSource({
    "-11, RESOURCE",
    "-98, RESOURCE",
    "-99, RESOURCE",
    "-105, RESOURCE",
    "-111, SERVER_ABORT",
    "-104, SERVER_ABORT",
    "-110, SERVER_ABORT",
    "-113, SERVER_ABORT",
    "-101, SERVER_ABORT",
    "-2, SERVER_ABORT"
  })
  void shouldTellWhoseFaultItIsWhenAConnectFails(final int errno, final Cause cause) {
    // Given
    final IOException error =
        catchThrowableOfType(IOException.class, () -> Errors.handleConnectErrno("connect", errno));

    // When / Then
    assertThat(ConnectFailure.causeOf(error)).isEqualTo(cause);
  }

  @ParameterizedTest
  @CsvSource({"-24, RESOURCE", "-23, RESOURCE", "-99, RESOURCE", "-104, SERVER_ABORT"})
  void shouldTellWhoseFaultItIsWhenAnotherCallFails(final int errno, final Cause cause) {
    assertThat(ConnectFailure.causeOf(new NativeIoException("bind", errno, false)))
        .isEqualTo(cause);
  }

  @Test
  void shouldBlameTheServerWhenNothingElseIsSaid() {
    assertThat(ConnectFailure.causeOf(new IOException())).isEqualTo(Cause.SERVER_ABORT);
    assertThat(ConnectFailure.causeOf(new ConnectException())).isEqualTo(Cause.SERVER_ABORT);
    assertThat(ConnectFailure.causeOf(new ConnectException("no"))).isEqualTo(Cause.SERVER_ABORT);
  }
}
