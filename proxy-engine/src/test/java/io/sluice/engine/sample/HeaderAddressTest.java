package io.sluice.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.sample.compile.SampleCompiler;
import io.sluice.engine.sample.testkit.FakeSurroundings;
import io.sluice.engine.sample.testkit.FakeTransaction;
import io.sluice.engine.sample.testkit.Texts;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields with addresses, and what {@code req.hdr_ip(x-ip,1)} makes of them; "-" is nothing. */
class HeaderAddressTest {

  /** The same as HAProxy 2.6.12, which was asked once. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.1            | 10.0.0.1
          '10.0.0.1 '         | 10.0.0.1
          10.0.0.1 ,10.0.0.2  | 10.0.0.1
          10.0.0.1:80 ,x      | 10.0.0.1
          2001:db8::1 ,x      | 2001:db8::1
          010.0.0.1           | 10.0.0.1
          10.0.0.1:80         | 10.0.0.1
          10.0.0.1:0          | 10.0.0.1
          10.0.0.1:00080      | 10.0.0.1
          10.0.0.1:65535      | 10.0.0.1
          10.0.0.1:65536      | -
          10.0.0.1:99999999   | -
          10.0.0.1:           | -
          10.0.0.1:80x        | -
          10.0.0.1 x          | -
          10.0.0.1 :80        | -
          10.0.0.1/24         | -
          10.0.0.1.           | -
          10.0.0.256          | -
          10. 0.0.1           | -
          ::ffff:1.2.3.4      | ::ffff:1.2.3.4
          2001:db8::1:80      | 2001:db8::1:80
          2001:db8::1 x       | -
          fe80::1%eth0        | -
          [2001:db8::1        | -
          [2001:db8::1]x      | -
          [2001:db8::1]:      | -
          [2001:db8::1]:abc   | -
          [2001:db8::1] x     | -
          [::1]:80:80         | -
          [10.0.0.1]          | -
          []                  | -
          "10.0.0.1"          | -
          """)
  void shouldReadAnAddressAsHaproxyDoes(final String field, final String address) {
    assertThat(read(field)).isEqualTo(address);
  }

  /** HAProxy 2.6 finds no address in brackets. */
  @ParameterizedTest
  @CsvSource({"[2001:db8::1], 2001:db8::1", "[2001:db8::1]:80, 2001:db8::1", "[::]:1, ::"})
  void shouldReadAnAddressInBrackets(final String field, final String address) {
    assertThat(read(field)).isEqualTo(address);
  }

  private static String read(final String field) {
    // Given
    final FakeSurroundings surroundings = new FakeSurroundings();
    final FakeTransaction txn =
        new FakeTransaction(surroundings)
            .request("GET / HTTP/1.1\nHost: a\nX-Ip: " + field + "\n\n");
    final Expression address =
        new SampleCompiler(surroundings).compile(Texts.sample("req.hdr_ip(x-ip,1)"));

    // When
    final Sample sample = new Sample();
    if (!address.evaluate(txn, sample)) {
      return "-";
    }

    // Then
    final byte[] text = new byte[Ip.MOST_TEXT];
    return new String(text, 0, Ip.print(sample, text, 0), StandardCharsets.US_ASCII);
  }
}
