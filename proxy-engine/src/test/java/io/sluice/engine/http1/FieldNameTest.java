package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {
  private static boolean is(final FieldName name, final String token) {
    final byte[] bytes =
        java.util.Arrays.copyOf(Octets.of("<" + token + ">"), token.length() + 2 + Octets.SLACK);
    return name.is(bytes, 1, 1 + token.length());
  }

  @ParameterizedTest
  @CsvSource({
    "Host, hOST, true",
    "Host, Hosts, false",
    "Host, Hos, false",
    "X-Long-Name-Of-Many-Bytes, x-long-name-of-many-bytes, true",
    "X-Long-Name-Of-Many-Bytes, x-long-name-of-many-bytez, false",
    "X-Long-Name-Of-Many-Bytes, y-long-name-of-many-bytes, false",
    "A_b, a_B, true",
    "A^b, a~b, false",
    "A~b, a^b, false",
    "A~b, a~B, true",
    "12345678, 12345678, true",
    "12345678, 12345679, false",
    "a, A, true",
    "a, b, false",
    "X-Middle-Differs-Here, X-Middle-Xiffers-Here, false"
  })
  void shouldBeTheSameInAnyCase(final String name, final String token, final boolean same) {
    assertThat(is(FieldName.of(name), token)).isEqualTo(same);
    assertThat(FieldName.of(name).equals(FieldName.of(token))).isEqualTo(same);
  }

  @Test
  void shouldShareTheNumberOfAKnownNameAndKeepItsOwnLetters() {
    // Given / When
    final FieldName name = FieldName.of("x-FORWARDED-for");

    // Then
    assertThat(name)
        .isEqualTo(Names.X_FORWARDED_FOR)
        .hasSameHashCodeAs(Names.X_FORWARDED_FOR)
        .hasToString("x-FORWARDED-for");
    assertThat(name.id()).isEqualTo(Names.X_FORWARDED_FOR.id());
    assertThat(FieldName.of("X-Forwarded-Foo").id()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00e4", "a(", "\u0141"})
  void shouldBeATokenOnly(final String name) {
    assertThat(FieldName.isToken(name)).isFalse();
    assertThatThrownBy(() -> FieldName.of(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldHaveANumberForEachKnownName() throws IllegalAccessException {
    int known = 0;
    for (final var field : Names.class.getFields()) {
      final FieldName name = (FieldName) field.get(null);
      assertThat(field.getName()).isEqualToIgnoringCase(name.toString().replace('-', '_'));
      assertThat(FieldName.of(name.toString().toUpperCase(java.util.Locale.ROOT)).id())
          .isEqualTo(name.id())
          .isBetween(1, 63);
      known++;
    }
    assertThat(known).isGreaterThan(50);
  }
}
