package io.sluice.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BodySearchTest {
  private static boolean add(final BodySearch search, final String part) {
    return search.add(Unpooled.copiedBuffer(part, UTF_8));
  }

  @Test
  void shouldFindTheTextWhereverItIsSplit() {
    final String body = "status: aasynced!";
    for (int first = 0; first <= body.length(); first++) {
      for (int second = first; second <= body.length(); second++) {
        // Given
        final BodySearch search = new BodySearch("asynced");

        // When
        boolean found = add(search, body.substring(0, first));
        found |= add(search, body.substring(first, second));
        found |= add(search, body.substring(second));

        // Then
        assertThat(found).as("split at %d and %d", first, second).isTrue();
      }
    }
  }

  @Test
  void shouldNotFindWhatIsNotThere() {
    final BodySearch search = new BodySearch("synced");
    assertThat(add(search, "syn")).isFalse();
    assertThat(add(search, "xced")).isFalse();
    assertThat(search.full()).isFalse();
  }

  @Test
  void shouldFindTextThatIsNotAscii() {
    final BodySearch search = new BodySearch("bereit \u2713");
    assertThat(add(search, "{\"s\":\"bereit \u2713\"}")).isTrue();
  }

  @Test
  void shouldLookAtTheFirst64KiBAndNoFurther() {
    // Given
    final BodySearch atTheEdge = new BodySearch("end");
    final BodySearch beyond = new BodySearch("end");
    final String filler = "x".repeat(BodySearch.MAX_BODY_BYTES - 3);

    // Then
    assertThat(add(atTheEdge, filler)).isFalse();
    assertThat(add(atTheEdge, "end and more")).isTrue();
    assertThat(add(beyond, filler + "x")).isFalse();
    assertThat(add(beyond, "end")).isFalse();
    assertThat(beyond.full()).isTrue();
    assertThat(add(beyond, "end")).isFalse();
  }
}
