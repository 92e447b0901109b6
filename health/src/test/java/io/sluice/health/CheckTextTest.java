package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CheckTextTest {
  @Test
  void shouldQuotePrintableAsciiOnly() {
    assertThat(CheckText.quote(" a\r\nb\t\u001b[31mc\u00e9\u202e~\u007f "))
        .isEqualTo("a??b??[31mc??~?");
  }

  @Test
  void shouldCutWhatAServerSent() {
    assertThat(CheckText.quote("x".repeat(500))).isEqualTo("x".repeat(120));
  }

  @Test
  void shouldKeepResultsOnOneLineWhoeverMadeThem() {
    // When
    final CheckResult passed = new CheckResult.Passed(CheckStatus.L7OK, "a\nb\u2028c\u202ed", 1);
    final CheckResult failed =
        new CheckResult.Failed(CheckStatus.L7STS, "\u0000" + "y".repeat(999), 1, false);

    // Then
    assertThat(passed.detail()).isEqualTo("a?b?c?d");
    assertThat(failed.detail()).isEqualTo("?" + "y".repeat(239));
  }

  @Test
  void shouldFindTheKernelsWordsInAnException() {
    assertThat(words(new IOException("finishConnect(..) failed: Connection refused: /127.0.0.1:1")))
        .isEqualTo("connection refused");
    assertThat(
            words(new IOException("connect(..) failed with error(-104): Connection reset by peer")))
        .isEqualTo("connection reset by peer");
    assertThat(
            words(new IOException("outer", new IOException("connect() failed: No route to host"))))
        .isEqualTo("no route to host");
    assertThat(words(new IOException("Something else"))).isEqualTo("something else");
    assertThat(words(new IOException())).isEqualTo("IOException");
    assertThat(words(new FileNotFoundException())).isEqualTo("no such file or directory");
  }

  @Test
  void shouldTellATimeOutOfTheKernelFromARefusal() {
    assertThat(ConnectFailure.of(new IOException("x() failed: Connection timed out")).status())
        .isEqualTo(CheckStatus.L4TOUT);
    assertThat(ConnectFailure.of(new IOException("x() failed: Connection refused")).status())
        .isEqualTo(CheckStatus.L4CON);
  }

  private static String words(final Exception thrown) {
    return ConnectFailure.errorWords(thrown);
  }
}
