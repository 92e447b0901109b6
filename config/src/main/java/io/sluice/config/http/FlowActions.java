package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads actions on how a request goes on. */
final class FlowActions {
  private static final List<String> LEVELS =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "silent");

  private FlowActions() {}

  static Action logLevel(final ActionInput in) throws BadText {
    final String level = in.choice("a log level", LEVELS);
    return new Action.SetLogLevel(level.equals("silent") ? Optional.empty() : Optional.of(level));
  }

  static Action waitForBody(final ActionInput in) throws BadText {
    Optional<Duration> longest = Optional.empty();
    OptionalLong atLeast = OptionalLong.empty();
    while (!in.words().isDone()) {
      final Word word = in.next("time");
      switch (word.text()) {
        case "time" -> longest = Optional.of(Quantities.duration(in.next("a duration")));
        case "at-least" -> atLeast = OptionalLong.of(Quantities.bytes(in.next("a size")));
        default -> throw in.bad(word, "is not known here", "write " + in.usage());
      }
    }
    if (longest.isEmpty()) {
      throw new BadText(in.words().offset(), "says not how long to wait", "write " + in.usage());
    }
    return new Action.WaitForBody(longest.get(), atLeast);
  }

  static Action strictMode(final ActionInput in) throws BadText {
    return new Action.StrictMode(in.choice("on or off", List.of("on", "off")).equals("on"));
  }

  static Action timeout(final ActionInput in) throws BadText {
    final boolean tunnel = in.choice("a timeout", List.of("server", "tunnel")).equals("tunnel");
    final Word word = in.next("a duration");
    return word.text().matches("[0-9].*")
        ? new Action.SetTimeout(tunnel, Quantities.duration(word))
        : new Action.SetTimeoutFrom(tunnel, in.expression(SampleType.SINT, word));
  }

  static Action address(final ActionInput in, final boolean source) throws BadText {
    final Word word = in.next("a sample expression");
    return new Action.SetAddress(source, in.expression(SampleType.ADDR, word));
  }

  static Action port(final ActionInput in, final boolean source) throws BadText {
    final Word word = in.next("a sample expression");
    return new Action.SetPort(source, in.expression(SampleType.SINT, word));
  }

  static Action nothing(final ActionInput in) {
    return new Action.Nothing();
  }

  static Action noRetry(final ActionInput in) {
    return new Action.DisableL7Retry();
  }
}
