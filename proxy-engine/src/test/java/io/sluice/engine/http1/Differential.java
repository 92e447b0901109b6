package io.sluice.engine.http1;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Compares what we and Netty make of the same bytes.
 *
 * <ol>
 *   <li>What we accept, Netty reads the same from the bytes that came. It may refuse them, since
 *       what it checks is not all the same.
 *   <li>What we send on, Netty at its strictest reads as we read it: the same messages, and none
 *       more; without a complaint, but in a last message of which a part is missing.
 *   <li>What we send on, we ourselves read as we read what came.
 *   <li>However it comes, cut at whatever place, we read the same.
 * </ol>
 *
 * <p>Differences between us and Netty in the bytes that came, which are by design:
 *
 * <ul>
 *   <li>Content-Length and Transfer-Encoding are put right by us, and so left out of the comparison
 *       of fields; what they mean shows in bodies.
 *   <li>Look-alikes of names that decide ({@code Content_Length}) are dropped by us.
 *   <li>Netty puts one blank in the place of a fold, we as many as it has bytes: runs of blanks are
 *       compared as one.
 *   <li>We stop behind a message that says close; Netty goes on.
 *   <li>Netty drops Transfer-Encoding from a 304, which may have one (RFC 9112 section 6.1): in
 *       what was sent, it is not compared.
 * </ul>
 */
final class Differential {
  private Differential() {}

  /** How requests are read differently, or null: they are not. */
  static String requests(final String input, final int cut) {
    final Reading ours = Reading.requests(input);
    return first(
        compareCame(ours, NettyReading.requests(input, false)),
        compareSent(ours, NettyReading.requests(ours.forwarded(), true)),
        compareAgain(ours, Reading.requests(ours.forwarded())),
        compareCut(ours, Reading.split(null, input, cut)));
  }

  /** The same of responses to GET. */
  static String responses(final String input, final int cut) {
    final Reading ours = Reading.responses(Method.GET, input);
    return first(
        compareCame(ours, NettyReading.responses(input, false)),
        compareSent(ours, NettyReading.responses(ours.forwarded(), true)),
        compareAgain(ours, Reading.responses(Method.GET, ours.forwarded())),
        compareCut(ours, Reading.split(Method.GET, input, cut)));
  }

  private static String first(final String... differences) {
    for (final String difference : differences) {
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static String compareCame(final Reading ours, final NettyReading netty) {
    final List<Message> whole = whole(ours.messages());
    final List<Message> theirs = whole(netty.messages());
    final int both = Math.min(whole.size(), theirs.size());
    for (int i = 0; i < both; i++) {
      if (!sameCame(whole.get(i), theirs.get(i))) {
        return "what came: " + ours + " is to Netty " + netty;
      }
    }
    final boolean nettyHasFewer = theirs.size() < whole.size() && netty.failure() == null;
    final boolean nettyHasMore =
        theirs.size() > whole.size() && ours.refusal() == null && goesOn(ours);
    return nettyHasFewer || nettyHasMore ? "what came: not as many: " + ours + " / " + netty : null;
  }

  private static boolean goesOn(final Reading reading) {
    return reading.messages().isEmpty() || reading.messages().getLast().keepsAlive();
  }

  private static String compareSent(final Reading ours, final NettyReading netty) {
    final List<Message> whole = whole(ours.messages());
    final List<Message> theirs = whole(netty.messages());
    final boolean endsWhole = whole.size() == ours.messages().size() && ours.refusal() == null;
    boolean same = whole.size() == theirs.size() && (netty.failure() == null || !endsWhole);
    for (int i = 0; same && i < whole.size(); i++) {
      same =
          sameMessage(whole.get(i), theirs.get(i))
              && sent(whole.get(i)).equals(sent(theirs.get(i)));
    }
    return same ? null : "what was sent: " + ours + " is to Netty " + netty;
  }

  private static List<String> sent(final Message message) {
    return message.first().equals("304")
        ? message.fields().stream()
            .filter(f -> !f.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:"))
            .toList()
        : message.fields();
  }

  private static String compareAgain(final Reading ours, final Reading again) {
    final List<Message> whole = whole(ours.messages());
    final List<Message> theirs = whole(again.messages());
    boolean same = again.refusal() == null && whole.size() == theirs.size();
    for (int i = 0; same && i < whole.size(); i++) {
      same = sameMessage(whole.get(i), theirs.get(i));
    }
    return same ? null : "what was sent: " + ours + " is to us " + again;
  }

  private static String compareCut(final Reading ours, final Reading cut) {
    final boolean same =
        ours.refusal() == cut.refusal()
            && whole(ours.messages()).equals(whole(cut.messages()))
            && (ours.refusal() != null || ours.forwarded().equals(cut.forwarded()));
    return same ? null : "what came: " + ours + " is cut in two " + cut;
  }

  private static List<Message> whole(final List<Message> messages) {
    return messages.stream().filter(Message::whole).toList();
  }

  private static boolean sameCame(final Message ours, final Message theirs) {
    return sameMessage(ours, theirs)
        && Objects.equals(comparable(ours.fields()), comparable(theirs.fields()));
  }

  private static boolean sameMessage(final Message ours, final Message theirs) {
    return ours.first().equals(theirs.first()) && ours.body().equals(theirs.body());
  }

  private static List<String> comparable(final List<String> fields) {
    return fields.stream()
        .filter(f -> !isFraming(f.toLowerCase(Locale.ROOT)) && !isLookAlike(f))
        .map(f -> f.replaceAll("[ \t]+", " ").stripTrailing())
        .toList();
  }

  private static boolean isLookAlike(final String field) {
    return Names.isLookAlike(Octets.of(field), 0, field.indexOf(':'));
  }

  private static boolean isFraming(final String field) {
    return field.startsWith("content-length:") || field.startsWith("transfer-encoding:");
  }
}
