package io.sluice.engine.sample.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.http.Match;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Scratch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
  private static int find(final Patterns patterns, final String text) {
    final Sample sample = new Sample();
    sample.setStr(Bytes.latin(text));
    return Casts.to(patterns.input(), new Scratch(), sample) ? patterns.find(sample) : -1;
  }

  private static Patterns patterns(
      final Match match, final boolean ignoreCase, final String... texts) {
    final PatternBuilder builder = new PatternBuilder(match, ignoreCase);
    for (final String text : texts) {
      builder.add(text);
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "STR,  false, abc,           0",
    "STR,  false, ABC,           -1",
    "STR,  true,  ABC,           0",
    "STR,  false, abcd,          -1",
    "BEG,  false, abcd,          0",
    "BEG,  false, ab,            -1",
    "BEG,  true,  aBCd,          0",
    "END,  false, xabc,          0",
    "END,  false, abcx,          -1",
    "END,  true,  xABC,          0",
    "SUB,  false, xabcx,         0",
    "SUB,  false, xabx,          -1",
    "SUB,  true,  xAbCx,         0",
    "DIR,  false, /x/abc/y,      0",
    "DIR,  false, /x/abc?y,      0",
    "DIR,  false, /x/abcd/y,     -1",
    "DIR,  false, abc.x,         -1",
    "DIR,  true,  /x/ABC,        0",
    "DOM,  false, x.abc.y,       0",
    "DOM,  false, x.abc:80,      0",
    "DOM,  false, xabc.y,        -1",
    "DOM,  true,  ABC,           0",
    "REG,  false, xabcx,         0",
    "REG,  true,  xABCx,         0",
    "REG,  false, xABCx,         -1"
  })
  void shouldCompareText(
      final Match match, final boolean ignoreCase, final String text, final int expected) {
    // Given
    final Patterns patterns = patterns(match, ignoreCase, "abc", "zzz");

    // When
    final int found = find(patterns, text);

    // Then
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "5,      5,  0",
    "5,      6,  -1",
    "1:10,   10, 0",
    "1:10,   11, -1",
    "1:,     99, 0",
    ":1,     1,  0",
    ":1,     2,  -1",
    "ge 5,   5,  0",
    "gt 5,   5,  -1",
    "le 5,   5,  0",
    "lt 5,   5,  -1",
    "eq -5,  -5, 0"
  })
  void shouldCompareIntegers(final String pattern, final String number, final int expected) {
    // Given
    final Patterns patterns = patterns(Match.INT, false, pattern);

    // When
    final int found = find(patterns, number);

    // Then
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3,             2",
    "10.1.3.3,             1",
    "10.9.9.9,             0",
    "11.0.0.1,             -1",
    "2001:db8::1,          4",
    "2001:db8:0:1::1,      3",
    "2001:db9::1,          -1",
    "::ffff:10.1.2.9,      2",
    "2002:0a01:0209::1,    2",
    "192.168.1.77,         5",
    "bogus,                -1"
  })
  void shouldTakeTheLongestPrefix(final String address, final int expected) {
    // Given
    final Patterns patterns =
        patterns(
            Match.IP,
            false,
            "10.0.0.0/8",
            "10.1.0.0/255.255.0.0",
            "10.1.2.0/24",
            "2001:db8::/32",
            "2001:db8::1",
            "192.168.1.77");

    // When
    final int found = find(patterns, address);

    // Then
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void shouldTakeTheFirstOfThoseThatFit() {
    // Given
    final Patterns end = patterns(Match.END, false, "com", "b.com", "x");
    final Patterns sub = patterns(Match.SUB, false, "b", "ab", "a");
    final Patterns prefix = patterns(Match.BEG, false, "/a", "/a/b", "/");

    // When
    final int inEnd = find(end, "a.b.com");
    final int inSub = find(sub, "cab");
    final int longest = find(prefix, "/a/b/c");

    // Then
    assertThat(inEnd).isZero();
    assertThat(inSub).isZero();
    assertThat(longest).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "INT, 5x",
    "INT, ':'",
    "IP,  10.0.0.0/33",
    "IP,  10.0.0.0/255.0.255.0",
    "IP,  300.0.0.1",
    "BIN, abc",
    "REG, (",
    "REG, (a)\\1",
    "REG, (?=a)b"
  })
  void shouldRefuseWhatIsNoPattern(final Match match, final String text) {
    // When, then
    assertThatThrownBy(() -> patterns(match, false, text))
        .isInstanceOf(RuleProblem.class)
        .hasMessageContaining(text);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void shouldSearchManyPatternsWithoutTryingEach() {
    // Given
    final int count = 100_000;
    final PatternBuilder sub = new PatternBuilder(Match.SUB, false);
    final PatternBuilder networks = new PatternBuilder(Match.IP, false);
    for (int i = 0; i < count; i++) {
      sub.add("host-" + i + ".example");
      networks.add((1 + i / 65536) + "." + (i / 256 % 256) + "." + (i % 256) + ".0/24");
    }
    final Patterns subs = sub.build();
    final Patterns nets = networks.build();

    // When: trying each would take 10^10 comparisons.
    long found = 0;
    for (int i = 0; i < count; i++) {
      found += find(subs, "http://host-" + i + ".example/") == i ? 1 : 0;
      found +=
          find(nets, (1 + i / 65536) + "." + (i / 256 % 256) + "." + (i % 256) + ".9") == i ? 1 : 0;
    }

    // Then
    assertThat(found).isEqualTo(2L * count);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void shouldTakeLinearTimeForAnExpressionThatIsMadeToTakeLong() {
    // Given
    final Patterns patterns = patterns(Match.REG, false, "^(([a-z])+.)+[A-Z]([a-z])+$");

    // When
    final int found = find(patterns, "a".repeat(60_000));

    // Then
    assertThat(found).isEqualTo(-1);
  }
}
