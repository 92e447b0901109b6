package io.sluice.engine.sample.testkit;

import io.sluice.config.http.Place;
import io.sluice.config.http.Reading;
import io.sluice.config.http.ReplyFiles;
import io.sluice.config.http.Rule;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.RuleReader;
import io.sluice.config.http.SampleExpr;
import io.sluice.config.http.SampleReader;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import java.util.Map;

/** Reads what a configuration would say. */
public final class Texts {
  private Texts() {}

  /** What a piece of text is read by. */
  private static Reading reading(final Stage stage, final boolean http) {
    return new Reading(new Place(stage, http, true), Map.of(), ReplyFiles.NONE);
  }

  public static SampleExpr sample(final String text) {
    return sample(text, Stage.REQUEST);
  }

  public static SampleExpr sample(final String text, final Stage stage) {
    try {
      return SampleReader.read(text, 0, reading(stage, true));
    } catch (final BadText e) {
      throw new IllegalArgumentException(text + ": " + e.message(), e);
    }
  }

  /** A rule of a list; {@code tcp} rules are read as of a proxy that speaks no HTTP. */
  public static Rule rule(final RuleKind kind, final String text) {
    final Stage stage =
        switch (kind) {
          case TCP_REQUEST_CONNECTION -> Stage.CONNECTION;
          case TCP_REQUEST_SESSION -> Stage.SESSION;
          case TCP_REQUEST_CONTENT -> Stage.REQUEST_CONTENT;
          case TCP_RESPONSE_CONTENT -> Stage.RESPONSE_CONTENT;
          case HTTP_REQUEST -> Stage.REQUEST;
          case HTTP_RESPONSE, HTTP_AFTER_RESPONSE -> Stage.RESPONSE;
        };
    try {
      return RuleReader.read(kind, text, "test.conf:1", reading(stage, true));
    } catch (final BadText e) {
      throw new IllegalArgumentException(text + ": " + e.message(), e);
    }
  }
}
