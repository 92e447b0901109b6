package io.sluice.health.sequence;

import com.google.re2j.Pattern;
import io.sluice.config.CheckStep;
import io.sluice.config.CheckStep.Match;
import io.sluice.config.ProbeConfig.StatusRange;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says whether what was received is what a step expects. Confined to the check loop; expressions
 * are compiled once.
 *
 * <p>Source: HAProxy {@code http-check expect} and {@code tcp-check expect}.
 */
final class Judge {
  /** What can be said so far. */
  enum Verdict {
    MATCH,
    MISMATCH,
    /** More must come first. */
    OPEN
  }

  private final Map<String, Pattern> patterns = new HashMap<>();

  Verdict judge(final CheckStep.Expect step, final Received received, final Run run) {
    return switch (step.wanted()) {
      case CheckStep.Status(final var ranges) ->
          ofHead(step, received, received.hasHead() && isIn(ranges, received.code()));
      case CheckStep.StatusRegex(final var expression) ->
          ofHead(
              step,
              received,
              received.hasHead() && found(expression, String.valueOf(received.code())));
      case CheckStep.Header header ->
          ofHead(step, received, received.hasHead() && has(header, received, run));
      case CheckStep.Content(final var text, _) -> {
        final String wanted = run.fill(text);
        yield ofContent(step, received, wanted.length(), received.text().contains(wanted));
      }
      case CheckStep.ContentRegex(final var expression, final boolean binary) ->
          ofContent(step, received, 0, found(expression, text(received, binary)));
    };
  }

  private static Verdict ofHead(
      final CheckStep.Expect step, final Received received, final boolean found) {
    return received.hasHead() ? verdict(found != step.negated()) : Verdict.OPEN;
  }

  private static Verdict ofContent(
      final CheckStep.Expect step, final Received received, final int length, final boolean found) {
    if (!received.isWhole()) {
      final int least = Math.max(Math.max(length, step.minBytes()), 1);
      // Of an answer of HTTP the rest comes; of bytes nobody knows, so what is there decides.
      final boolean absent = !found && (!step.negated() || received.hasHead());
      if (received.length() < least || absent) {
        return Verdict.OPEN;
      }
    }
    return verdict(found != step.negated());
  }

  private static Verdict verdict(final boolean good) {
    return good ? Verdict.MATCH : Verdict.MISMATCH;
  }

  private static boolean isIn(final List<StatusRange> ranges, final int code) {
    return ranges.stream().anyMatch(r -> r.first() <= code && code <= r.last());
  }

  /** As text: what a server sends is UTF-8, or so it is read. */
  private static String text(final Received received, final boolean binary) {
    final byte[] bytes = received.text().getBytes(StandardCharsets.ISO_8859_1);
    return binary
        ? HexFormat.of().withUpperCase().formatHex(bytes)
        : new String(bytes, StandardCharsets.UTF_8);
  }

  private boolean has(final CheckStep.Header header, final Received received, final Run run) {
    final List<String> values = received.values(name -> matches(header.name(), name, true, run));
    return header.value().isEmpty()
        ? !values.isEmpty()
        : values.stream().anyMatch(v -> matches(header.value().get(), v, false, run));
  }

  private boolean matches(
      final Match match, final String given, final boolean anyCase, final Run run) {
    final String wanted = run.fill(match.text());
    if (match.how() == CheckStep.How.REG) {
      return found(wanted, given);
    }
    final String one = anyCase ? given.toLowerCase(Locale.ROOT) : given;
    final String other = anyCase ? wanted.toLowerCase(Locale.ROOT) : wanted;
    return switch (match.how()) {
      case STR -> one.equals(other);
      case BEG -> one.startsWith(other);
      case END -> one.endsWith(other);
      case SUB -> one.contains(other);
      case REG -> false;
    };
  }

  private boolean found(final String expression, final String text) {
    return patterns.computeIfAbsent(expression, Pattern::compile).matcher(text).find();
  }
}
