package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads actions that end a list, or the whole request. */
final class EndActions {
  private static final List<Integer> CODES = List.of(301, 302, 303, 307, 308);
  private static final List<String> OPTIONS =
      List.of(
          "location",
          "prefix",
          "scheme",
          "code",
          "drop-query",
          "append-slash",
          "ignore-empty",
          "set-cookie",
          "clear-cookie");

  private EndActions() {}

  static Action allow(final ActionInput in) {
    return new Action.Allow();
  }

  static Action reject(final ActionInput in) {
    return new Action.Reject();
  }

  static Action silentDrop(final ActionInput in) {
    return new Action.SilentDrop();
  }

  static Action deny(final ActionInput in) throws BadText {
    return new Action.Deny(ReplyReader.read(in, new Reply.Page()));
  }

  static Action tarpit(final ActionInput in) throws BadText {
    return new Action.Tarpit(ReplyReader.read(in, new Reply.Page()));
  }

  static Action answer(final ActionInput in) throws BadText {
    return new Action.Return(ReplyReader.read(in, new Reply.Empty()));
  }

  static Action auth(final ActionInput in) throws BadText {
    return new Action.Auth(in.words().skip("realm") ? in.next("a realm").text() : "");
  }

  static Action service(final ActionInput in) throws BadText {
    return new Action.UseService(in.choice("a service", List.of("prometheus-exporter")));
  }

  /** Source: HAProxy configuration manual, {@code redirect}. */
  static Action redirect(final ActionInput in) throws BadText {
    Optional<Action.Redirect.Kind> kind = Optional.empty();
    LogFormat to = new LogFormat(List.of());
    int code = 302;
    boolean dropQuery = false;
    boolean appendSlash = false;
    boolean ignoreEmpty = false;
    Optional<String> cookie = Optional.empty();
    while (!in.words().isDone()) {
      final Word word = in.next("what is done");
      switch (word.text()) {
        case "location", "prefix", "scheme" -> {
          if (kind.isPresent()) {
            throw in.bad(word, "is a second place to go to", "write one of them");
          }
          kind = Optional.of(Action.Redirect.Kind.valueOf(word.text().toUpperCase(Locale.ROOT)));
          to = in.format("a place to go to");
        }
        case "code" -> code = code(in);
        case "drop-query" -> dropQuery = true;
        case "append-slash" -> appendSlash = true;
        case "ignore-empty" -> ignoreEmpty = true;
        case "set-cookie" -> cookie = Optional.of(cookie(in) + "; path=/;");
        case "clear-cookie" -> cookie = Optional.of(cookie(in) + "; path=/; Max-Age=0;");
        default -> throw in.bad(word, "is not known here", Nearest.remedy(word.text(), OPTIONS));
      }
    }
    if (kind.isEmpty()) {
      throw new BadText(in.words().offset(), "says not where to go", "write " + in.usage());
    }
    return new Action.Redirect(kind.get(), to, code, dropQuery, appendSlash, ignoreEmpty, cookie);
  }

  private static int code(final ActionInput in) throws BadText {
    final Word word = in.next("a status");
    if (!CODES.stream().map(String::valueOf).toList().contains(word.text())) {
      throw in.bad(word, "is not a status of a redirect", "write 301, 302, 303, 307 or 308");
    }
    return Integer.parseInt(word.text());
  }

  private static String cookie(final ActionInput in) throws BadText {
    final Word word = in.next("a cookie");
    if (!word.text().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+(=[!-:<-~]*)?")) {
      throw in.bad(word, "is not a cookie", "write NAME or NAME=VALUE");
    }
    return word.text();
  }
}
