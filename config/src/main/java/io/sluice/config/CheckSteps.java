package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the steps of a check, each as it stands behind {@code http-check} or {@code tcp-check} in
 * HAProxy's configuration.
 */
final class CheckSteps {
  static final Key<List<Written>> SEQUENCE =
      new Key<>(
          "sequence",
          CheckSteps::written,
          "none",
          "text of one step, or a list of them",
          "[\"connect port 8080\", \"send meth GET uri /healthz hdr Host a\", \"expect status 200\"]",
          "What is sent and expected, step by step (HAProxy `http-check`, `tcp-check`); `http` and"
              + " `tcp` only.");
  static final Key<Boolean> KEEP_ALIVE =
      new Key<>(
          "keep-alive",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Keeps the connection of a `sequence` for the next check, where there is one connection"
              + " and the server agrees; `http` and `tcp` only.");

  private static final Pattern SET =
      Pattern.compile(
          "(set-var|set-var-fmt|unset-var)\\((?:check\\.([A-Za-z0-9_.]{1,64})|(.*))\\)");
  private static final Pattern CONSTANT = Pattern.compile("(?:str|int|bool)\\((.*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("var\\(check\\.[A-Za-z0-9_.]{1,64}\\)");
  private static final Pattern PAYLOAD =
      Pattern.compile("check\\.payload\\(([0-9]{1,5}),([0-9]{1,5})\\)");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private final boolean http;
  private final StepWords words;

  private CheckSteps(final boolean http, final StepWords words) {
    this.http = http;
    this.words = words;
  }

  /** A step as it is written, and where. */
  record Written(Origin origin, String path, String text) {}

  private static Optional<List<Written>> written(
      final Node node, final Key<?> key, final Context context) {
    return Types.oneOrMore(
            (one, c) -> {
              if (one.kind() != Node.Kind.SCALAR) {
                KeyType.mismatch(one, "the text of a step", key, c);
                return Optional.empty();
              }
              return Optional.of(new Written(one.origin(), one.path(), one.text()));
            })
        .read(node, key, context);
  }

  /** All steps; those that do not fit are problems and left out. */
  static List<CheckStep> read(
      final List<Written> written, final boolean http, final Problems problems) {
    final List<CheckStep> steps = new ArrayList<>();
    final StepOrder order = new StepOrder(http);
    for (final Written one : written) {
      try {
        final CheckSteps reader = new CheckSteps(http, new StepWords(one.text()));
        final Optional<CheckStep> step = reader.step();
        if (step.isPresent()) {
          order.check(step.get());
          steps.add(step.get());
        }
      } catch (final BadText bad) {
        problems.error(
            one.origin(),
            one.path()
                + ": "
                + OneLine.quoted(one.text())
                + ": "
                + bad.message()
                + ", at character "
                + (bad.offset() + 1),
            bad.remedy());
      }
    }
    order.last().ifPresent(steps::add);
    return steps;
  }

  private Optional<CheckStep> step() throws BadText {
    final String first = words.next("what to do");
    final Matcher variable = SET.matcher(first);
    if (variable.matches()) {
      return Optional.of(variable(variable));
    }
    return switch (first) {
      case "connect" -> Optional.of(connect());
      case "comment" -> Optional.of(comment());
      case "expect" -> Optional.of(new ExpectReader(http, words).read());
      case "send" -> Optional.of(http ? request() : send(words.literal("a text")));
      case "send-lf" -> Optional.of(sendTcp(words.format("a text"), first));
      case "send-binary" -> Optional.of(sendTcp(words.hex(), first));
      case "disable-on-404", "send-state" ->
          throw new BadText(0, first + " is not in this version", "remove it");
      default ->
          throw new BadText(
              0,
              OneLine.quoted(first) + " is not a step of a check",
              "write connect, send, expect, comment, set-var(check.NAME), set-var-fmt(check.NAME) or"
                  + " unset-var(check.NAME)"
                  + (http ? "" : ", send-lf or send-binary"));
    };
  }

  private CheckStep comment() throws BadText {
    final String text = words.next("a comment");
    words.end("put the comment in quotes");
    return new CheckStep.Comment(Optional.of(text));
  }

  private CheckStep.Connect connect() throws BadText {
    OptionalInt port = OptionalInt.empty();
    Optional<String> address = Optional.empty();
    Optional<String> sni = Optional.empty();
    Optional<String> comment = Optional.empty();
    boolean tls = false;
    while (words.hasNext()) {
      final int place = words.offset();
      switch (words.next("an option")) {
        case "port" -> port = OptionalInt.of(words.number("a port", 1, 65_535));
        case "addr" -> address = Optional.of(address());
        case "ssl" -> tls = true;
        case "sni" -> sni = Optional.of(words.next("a name"));
        case "comment" -> comment = Optional.of(words.next("a comment"));
        case "default", "linger" -> {}
        default ->
            throw new BadText(
                place,
                "is not an option of connect",
                "write port PORT, addr ADDRESS, ssl, sni NAME or comment TEXT");
      }
    }
    return new CheckStep.Connect(port, address, tls || sni.isPresent(), sni, comment);
  }

  private String address() throws BadText {
    final int place = words.offset();
    final String text = words.next("an address");
    if (!Addresses.isIp(text)) {
      throw new BadText(
          place, OneLine.quoted(text) + " is not an IP address", "write one such as 10.0.0.1");
    }
    return text;
  }

  private CheckStep sendTcp(final CheckStep.Text text, final String word) throws BadText {
    if (http) {
      throw new BadText(
          0, word + " is of checks over TCP", "write send meth GET uri /, or type = tcp");
    }
    return send(text);
  }

  private CheckStep send(final CheckStep.Text text) throws BadText {
    final Optional<String> comment =
        words.skip("comment") ? Optional.of(words.next("a comment")) : Optional.empty();
    words.end("write comment TEXT behind it, or nothing");
    return new CheckStep.Send(text, comment);
  }

  private CheckStep request() throws BadText {
    String method = "OPTIONS";
    CheckStep.Text uri = CheckStep.Text.of("/");
    CheckStep.Text body = CheckStep.Text.EMPTY;
    Optional<String> comment = Optional.empty();
    int version = 0;
    final List<CheckStep.Field> fields = new ArrayList<>();
    while (words.hasNext()) {
      final int place = words.offset();
      switch (words.next("an option")) {
        case "meth" -> method = token("a method");
        case "uri" -> uri = visible(words.next("a URI"), place);
        case "uri-lf" -> uri = words.format("a URI");
        case "ver" ->
            version = words.choice("a version", List.of("HTTP/1.0", "HTTP/1.1")).charAt(7) - '0';
        case "hdr" ->
            fields.add(new CheckStep.Field(token("a field name"), words.format("a value")));
        case "body" -> body = words.literal("a body");
        case "body-lf" -> body = words.format("a body");
        case "comment" -> comment = Optional.of(words.next("a comment"));
        default ->
            throw new BadText(
                place,
                "is not an option of send",
                "write meth, uri, uri-lf, ver, hdr, body, body-lf or comment");
      }
    }
    return new CheckStep.Request(method, uri, version, fields, body, comment);
  }

  private static CheckStep.Text visible(final String text, final int place) throws BadText {
    if (!text.matches("[!-~]+")) {
      throw new BadText(place, "has a URI that cannot be sent", "write it without spaces");
    }
    return CheckStep.Text.of(text);
  }

  private String token(final String what) throws BadText {
    final int place = words.offset();
    final String text = words.next(what);
    if (!TOKEN.matcher(text).matches()) {
      throw new BadText(place, OneLine.quoted(text) + " is not " + what, "write " + what);
    }
    return text;
  }

  private CheckStep variable(final Matcher found) throws BadText {
    final String name = found.group(2);
    if (name == null) {
      throw new BadText(
          0,
          OneLine.quoted(found.group(3)) + " is not a variable of a check",
          "write " + found.group(1) + "(check.NAME)");
    }
    final CheckStep step =
        switch (found.group(1)) {
          case "unset-var" -> new CheckStep.UnsetVar(name);
          case "set-var-fmt" -> new CheckStep.SetVar(name, words.format("a text"));
          default -> new CheckStep.SetVar(name, value());
        };
    words.end("write one value");
    return step;
  }

  private CheckStep.Value value() throws BadText {
    final int place = words.offset();
    final String text = words.next("a value");
    final Matcher constant = CONSTANT.matcher(text);
    if (constant.matches()) {
      return CheckStep.Text.of(constant.group(1));
    }
    final Matcher payload = PAYLOAD.matcher(text);
    if (payload.matches()) {
      return new CheckStep.Payload(
          Integer.parseInt(payload.group(1)), Integer.parseInt(payload.group(2)));
    }
    if (VARIABLE.matcher(text).matches()) {
      return StepWords.format("%[" + text + "]", place);
    }
    throw new BadText(
        place,
        OneLine.quoted(text) + " is not known in a check",
        "write str(TEXT), int(NUMBER), bool(true), var(check.NAME) or check.payload(OFFSET,LENGTH)");
  }
}
