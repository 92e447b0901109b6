package io.sluice.health.pgsql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The examples of RFC 4013, section 3, and what PostgreSQL makes of those that are refused. */
class SaslPrepTest {
  @Test
  void shouldSpellInOneWay() {
    assertThat(SaslPrep.prepared("I\u00adX")).isEqualTo("IX");
    assertThat(SaslPrep.prepared("user")).isEqualTo("user");
    assertThat(SaslPrep.prepared("USER")).isEqualTo("USER");
    assertThat(SaslPrep.prepared("\u00aa")).isEqualTo("a");
    assertThat(SaslPrep.prepared("\u2168")).isEqualTo("IX");
    assertThat(SaslPrep.prepared("e\u0301\u00a0\u3000\u200b")).isEqualTo("\u00e9   ");
    assertThat(SaslPrep.prepared("\u0627\u0628")).isEqualTo("\u0627\u0628");
  }

  @Test
  void shouldLeaveAloneWhatIsNotAllowed() {
    for (final String text :
        new String[] {
          "\u0007\u2168",
          "\u0627\u2168",
          "\u0627\u2460",
          "\u00ad",
          "\u2168\ue000",
          "\u2168\ufffd",
          "\u2168\u200e",
          "\u2168\u0378",
          "\ud800\u2168",
          "\u2168\u2028",
          "\u2168\u2ff0"
        }) {
      assertThat(SaslPrep.prepared(text)).isEqualTo(text);
    }
  }
}
