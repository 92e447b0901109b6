package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A head that was used before guesses the names of the next one: it must read what a new one reads.
 */
class GuessedNamesTest {
  private static final String LINE = "GET / HTTP/1.1\r\n";
  private static final List<String> FIELDS =
      List.of(
          "Host: a\r\n",
          "Content-Length: 3\r\n",
          "TE:x\r\n",
          "X-OpenStack-Request-ID: 1\r\n",
          "X-Own: y\r\n",
          "Connection: X-Own\r\n");
  private static final String REQUEST = LINE + String.join("", FIELDS) + "\r\n";

  private static RequestHead used() {
    final RequestHead head = new RequestHead(Limits.DEFAULT);
    assertThat(feed(head, REQUEST)).isEqualTo(Parse.DONE);
    head.clear();
    return head;
  }

  private static Parse feed(final RequestHead head, final String text) {
    final ByteBuf bytes = Unpooled.wrappedBuffer(Octets.of(text));
    return head.feed(bytes, 0, bytes.writerIndex());
  }

  /** All that it knows of what it read. */
  private static String read(final RequestHead head, final String... pieces) {
    Parse parse = Parse.NEED_MORE;
    for (final String piece : pieces) {
      parse = feed(head, piece);
    }
    final StringBuilder known = new StringBuilder(parse + " " + head.refusal());
    if (parse == Parse.DONE) {
      for (int id = 1; id <= Names.count(); id++) {
        known.append(head.has(Names.byId(id)) ? " " + Names.byId(id) : "");
      }
      known.append(head.hasOddNames()).append(head.contentLength());
      final ByteBuf written = Unpooled.buffer();
      head.writeTo(written);
      known.append(written.toString(StandardCharsets.ISO_8859_1));
    }
    return known.toString();
  }

  private static void sameAsNew(final String... pieces) {
    assertThat(read(used(), pieces)).isEqualTo(read(new RequestHead(Limits.DEFAULT), pieces));
  }

  @Test
  void shouldReadTheSameWhenAnyByteIsAnother() {
    for (int at = LINE.length(); at < REQUEST.length(); at++) {
      for (int value = 0; value < 256; value++) {
        // Given
        final String other = REQUEST.substring(0, at) + (char) value + REQUEST.substring(at + 1);
        // When / Then
        sameAsNew(other);
      }
    }
  }

  @Test
  void shouldReadTheSameWhenItComesInTwoPieces() {
    for (int at = 1; at < REQUEST.length(); at++) {
      // When / Then
      sameAsNew(REQUEST.substring(0, at), REQUEST.substring(at));
    }
    assertThat(read(used(), REQUEST)).startsWith("DONE").contains("Content-Length");
  }

  @Test
  void shouldReadTheSameWhenFieldsStandElsewhere() {
    for (int i = 0; i < FIELDS.size(); i++) {
      for (int j = 0; j < FIELDS.size(); j++) {
        // Given
        final List<String> fields = new ArrayList<>(FIELDS);
        Collections.swap(fields, i, j);
        final List<String> fewer = new ArrayList<>(fields);
        fewer.remove(i);
        // When / Then
        sameAsNew(LINE + String.join("", fields) + "\r\n");
        sameAsNew(LINE + String.join("", fewer) + "\r\n");
        sameAsNew(LINE + String.join("", fields).replace(":", "s:") + "\r\n");
        sameAsNew(LINE + String.join("", fields).toUpperCase(java.util.Locale.ROOT) + "\r\n");
      }
    }
  }

  @Test
  void shouldGuessNoNameWithOddBytes() {
    for (int id = 1; id <= Names.count(); id++) {
      // A guessed name's bytes are not looked at, and so are taken for usual ones.
      assertThat(Names.byId(id).toString()).matches("[A-Za-z0-9-]+");
    }
  }
}
