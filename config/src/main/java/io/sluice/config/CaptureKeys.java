package io.sluice.config;

import io.sluice.config.http.CaptureReader;
import io.sluice.config.http.FrontendHttp.Captured;
import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of {@code capture}: what is kept for the log. */
final class CaptureKeys {
  static final Key<List<RuleText>> REQUEST =
      new Key<>(
          "request",
          RuleText.listed(),
          "none",
          "header field and bytes, or a list of them",
          "[\"Host 64\", \"User-Agent 128\"]",
          "Fields of the request (HAProxy `capture request header`); slots count from 0.");
  static final Key<List<RuleText>> RESPONSE =
      new Key<>(
          "response",
          RuleText.listed(),
          "none",
          "header field and bytes, or a list of them",
          "\"Server 32\"",
          "Fields of the response (HAProxy `capture response header`).");
  static final Key<RuleText> COOKIE =
      new Key<>(
          "cookie",
          RuleText.one(),
          "none",
          "name and bytes",
          "\"SESSION 32\"",
          "A cookie, in both directions (HAProxy `capture cookie`).");

  static final Table TABLE =
      new Table("capture", "a capture section", List.of(REQUEST, RESPONSE, COOKIE));
  static final Key<Section> SECTION =
      new Key<>(
          "capture",
          Section.type(TABLE),
          "none",
          "section",
          "{ request = \"Host 64\" }",
          "What is kept of requests and responses for the log.");

  private CaptureKeys() {}

  static List<Captured> read(final List<RuleText> texts, final Problems problems) {
    final List<Captured> all = new ArrayList<>();
    for (final RuleText text : texts) {
      one(text, problems).ifPresent(all::add);
    }
    return all;
  }

  static Optional<Captured> one(final RuleText text, final Problems problems) {
    try {
      return Optional.of(CaptureReader.read(text.text()));
    } catch (final BadText e) {
      text.report(e, problems);
      return Optional.empty();
    }
  }
}
