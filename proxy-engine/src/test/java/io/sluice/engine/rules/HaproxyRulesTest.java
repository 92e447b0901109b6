package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.RuleKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules, and what HAProxy 2.6 does with them: asked once with the same request and a server that
 * records. Bodies of its pages are its own; there only the rest is compared.
 */
class HaproxyRulesTest {
  private static String resource(final String name) {
    try (InputStream in = HaproxyRulesTest.class.getResourceAsStream("/rules/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> shouldDoWhatHaproxyDoes() {
    return resource("haproxy-requests.txt").lines().filter(l -> !l.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldDoWhatHaproxyDoes(final String line) {
    // Given
    final String[] parts = line.split("\t", -1);
    final String expected = parts[1].replace("\\n", "\n").replace("\\\\", "\\");
    final Listed listed = new Listed();
    listed.txn.request(resource("request.txt"));
    listed.rules(RuleKind.HTTP_REQUEST, parts[0].split(" ;; "));

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(listed.surroundings.problems).isEmpty();
    if (verdict == Verdict.CONTINUE) {
      assertThat("FORWARDED " + lines(listed.txn.sentRequest())).isEqualTo(lines(expected));
    } else {
      assertThat(comparable(listed.answered())).isEqualTo(comparable(expected.substring(9)));
    }
  }

  static Stream<String> shouldDoWhatHaproxyDoesToResponses() {
    return resource("haproxy-responses.txt").lines().filter(l -> !l.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldDoWhatHaproxyDoesToResponses(final String line) {
    // Given
    final String[] parts = line.split("\t", -1);
    final String expected = parts[1].replace("\\n", "\n").replace("\\\\", "\\").substring(9);
    final Listed listed = new Listed();
    listed.txn.request(resource("request.txt")).response(resource("response.txt"));
    listed.rules(RuleKind.HTTP_RESPONSE, parts[0].split(" ;; "));

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(listed.surroundings.problems).isEmpty();
    final String sent = verdict == Verdict.CONTINUE ? listed.txn.sentResponse() : listed.answered();
    assertThat(comparable(sent)).isEqualTo(comparable(expected));
  }

  /** Names in lower case, without what is another in each run. */
  private static String lines(final String head) {
    final List<String> lines =
        Arrays.stream(head.strip().split("\n", -1))
            .map(l -> lowerName(l).stripTrailing())
            .filter(l -> !l.startsWith("x-case:") && !l.startsWith("connection:"))
            .toList();
    return String.join("\n", lines);
  }

  private static String lowerName(final String line) {
    final int colon = line.indexOf(':');
    final int space = line.indexOf(' ');
    return colon < 0 || (space >= 0 && space < colon)
        ? line
        : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
  }

  /** Fields in one order, and of a page all but its words. */
  private static List<String> comparable(final String answer) {
    final int blank = answer.indexOf("\n\n");
    final String head = blank < 0 ? answer : answer.substring(0, blank);
    final String body = blank < 0 ? "" : answer.substring(blank + 2);
    final boolean page = body.startsWith("<");
    final Stream<String> fields =
        Arrays.stream(lines(head).split("\n", -1))
            .filter(l -> !page || !l.startsWith("content-length:"))
            .filter(l -> !l.equals("content-length: 0"))
            .sorted();
    return Stream.concat(fields, Stream.of(page ? "" : body)).toList();
  }
}
