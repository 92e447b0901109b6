package io.sluice.config;

import io.sluice.config.ProbeConfig.StatusRange;
import io.sluice.config.http.Regex;
import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a step of a check expects. */
final class ExpectReader {
  private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");
  private static final List<String> OK = List.of("L7OK", "L6OK", "L4OK");
  private static final List<String> ERROR = List.of("L7RSP", "L7STS", "L6RSP", "L4CON");
  private static final List<String> SILENCE = List.of("L7TOUT", "L6TOUT", "L4TOUT");
  private static final List<String> HOW = List.of("str", "beg", "end", "sub", "reg");

  private final boolean http;
  private final StepWords words;
  private int minBytes;
  private Optional<String> comment = Optional.empty();
  private Optional<String> okStatus = Optional.empty();
  private Optional<String> errorStatus = Optional.empty();
  private Optional<String> timeoutStatus = Optional.empty();
  private Optional<CheckStep.Text> onSuccess = Optional.empty();
  private Optional<CheckStep.Text> onError = Optional.empty();

  ExpectReader(final boolean http, final StepWords words) {
    this.http = http;
    this.words = words;
  }

  CheckStep.Expect read() throws BadText {
    while (option()) {}
    final boolean negated = words.skip("!");
    final CheckStep.Wanted wanted = wanted();
    words.end("put the pattern in quotes, or the option before it");
    return new CheckStep.Expect(
        wanted,
        negated,
        minBytes,
        okStatus,
        errorStatus,
        timeoutStatus,
        onSuccess,
        onError,
        comment);
  }

  private boolean option() throws BadText {
    if (words.skip("min-recv")) {
      minBytes = words.number("a number of bytes", 1, 65_536);
    } else if (words.skip("comment")) {
      comment = Optional.of(words.next("a comment"));
    } else if (words.skip("ok-status")) {
      okStatus = Optional.of(words.choice("a status of success", OK));
    } else if (words.skip("error-status")) {
      errorStatus = Optional.of(words.choice("a status of failure", ERROR));
    } else if (words.skip("tout-status")) {
      timeoutStatus = Optional.of(words.choice("a status of silence", SILENCE));
    } else if (words.skip("on-success")) {
      onSuccess = Optional.of(words.format("a text"));
    } else if (words.skip("on-error")) {
      onError = Optional.of(words.format("a text"));
    } else {
      return false;
    }
    return true;
  }

  private CheckStep.Wanted wanted() throws BadText {
    final int place = words.offset();
    final String kind = words.next("what is expected");
    return switch (kind) {
      case "string" -> new CheckStep.Content(notEmpty(words.literal("a text"), place), false);
      case "string-lf" -> new CheckStep.Content(words.format("a text"), false);
      case "rstring" -> new CheckStep.ContentRegex(expression(), false);
      case "status" -> onlyHttp(new CheckStep.Status(ranges()), kind, place);
      case "rstatus" -> onlyHttp(new CheckStep.StatusRegex(expression()), kind, place);
      case "hdr", "fhdr" -> onlyHttp(header(), kind, place);
      case "binary" -> onlyTcp(new CheckStep.Content(words.hex(), true), kind, place);
      case "rbinary" -> onlyTcp(new CheckStep.ContentRegex(expression(), true), kind, place);
      default ->
          throw new BadText(
              place,
              OneLine.quoted(kind) + " cannot be expected",
              http
                  ? "write status, rstatus, hdr, string, string-lf or rstring"
                  : "write string, string-lf, rstring, binary or rbinary");
    };
  }

  private static CheckStep.Text notEmpty(final CheckStep.Text text, final int place)
      throws BadText {
    if (text.parts().isEmpty()) {
      throw new BadText(place, "expects an empty text, which is everywhere", "write a text");
    }
    return text;
  }

  private CheckStep.Wanted onlyHttp(
      final CheckStep.Wanted wanted, final String kind, final int place) throws BadText {
    if (!http) {
      throw new BadText(
          place, kind + " is of checks over HTTP", "write string or binary, or type = http");
    }
    return wanted;
  }

  private CheckStep.Wanted onlyTcp(
      final CheckStep.Wanted wanted, final String kind, final int place) throws BadText {
    if (http) {
      throw new BadText(
          place, kind + " is of checks over TCP", "write string or rstring, or type = tcp");
    }
    return wanted;
  }

  private String expression() throws BadText {
    final int place = words.offset();
    final String text = words.next("a regular expression");
    Regex.check(text, place);
    return text;
  }

  private List<StatusRange> ranges() throws BadText {
    final int place = words.offset();
    final List<StatusRange> ranges = new ArrayList<>();
    for (final String part : words.next("status codes").split(",", -1)) {
      final Matcher m = RANGE.matcher(part);
      if (!m.matches() || (m.group(2) != null && m.group(2).compareTo(m.group(1)) < 0)) {
        throw new BadText(
            place,
            OneLine.quoted(part) + " is not a status code or a range of them",
            "write codes from 100 to 599, as 200-299,404");
      }
      final int first = Integer.parseInt(m.group(1));
      ranges.add(new StatusRange(first, m.group(2) == null ? first : Integer.parseInt(m.group(2))));
    }
    return ranges;
  }

  private CheckStep.Header header() throws BadText {
    final CheckStep.Match name = match("name");
    final Optional<String> next = words.peek();
    return new CheckStep.Header(
        name,
        next.isPresent() && next.get().startsWith("value")
            ? Optional.of(match("value"))
            : Optional.empty());
  }

  private CheckStep.Match match(final String word) throws BadText {
    final boolean filled = words.choice(word, List.of(word, word + "-lf")).endsWith("-lf");
    CheckStep.How how = CheckStep.How.STR;
    if (words.skip("-m")) {
      how = CheckStep.How.valueOf(words.choice("a way to match", HOW).toUpperCase(Locale.ROOT));
    }
    if (how == CheckStep.How.REG) {
      return new CheckStep.Match(how, CheckStep.Text.of(expression()));
    }
    return new CheckStep.Match(how, filled ? words.format("a text") : words.literal("a text"));
  }
}
