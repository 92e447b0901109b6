package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.http.CookieConfig.Mode;
import io.sluice.config.text.BadText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieReaderTest {
  @Test
  void shouldReadAllOptions() throws BadText {
    // When
    final CookieConfig cookie =
        CookieReader.read(
            "SRV insert indirect nocache postonly preserve httponly secure domain .a.example"
                + " domain b.example maxidle 30m maxlife 600 attr SameSite=Lax");

    // Then
    assertThat(cookie.mode()).isEqualTo(Mode.INSERT);
    assertThat(cookie.domains()).containsExactly(".a.example", "b.example");
    assertThat(cookie.maxidle()).contains(Duration.ofMinutes(30));
    assertThat(cookie.maxlife()).contains(Duration.ofMinutes(10));
    assertThat(cookie.attributes()).containsExactly("SameSite=Lax");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SRV indirect preserve", "SRV prefix indirect", "SRV rewrite", "SRV"})
  void shouldTakeWhatHaproxyTakes(final String text) throws BadText {
    assertThat(CookieReader.read(text).name()).isEqualTo("SRV");
  }

  @ParameterizedTest
  @CsvSource({
    "SRV insert prefix, prefix is a second mode",
    "SRV rewrite indirect, has both rewrite and indirect",
    "SRV rewrite preserve, has preserve without insert or indirect",
    "SRV prefix maxidle 5, has maxidle or maxlife without insert",
    "SRV insert attr a;b, cannot stand in a cookie"
  })
  void shouldRefuseWhatDoesNotGoTogether(final String text, final String problem) {
    assertThatThrownBy(() -> CookieReader.read(text))
        .isInstanceOf(BadText.class)
        .hasStackTraceContaining(problem);
  }
}
