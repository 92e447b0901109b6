package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.Optional;

/** Reads rules that choose a backend or a server, and rules that remember one. */
public final class ChoiceReader {
  private ChoiceReader() {}

  /** {@code NAME [if CONDITION]}. */
  public static FrontendHttp.UseBackend backend(final String text, final Reading reading)
      throws BadText {
    final WordReader words = WordReader.of(text);
    final LogFormat name = name(words, Reference.Kind.BACKEND, reading);
    return new FrontendHttp.UseBackend(name, ConditionReader.optional(words, reading));
  }

  /** {@code NAME [if CONDITION]}. */
  public static BackendHttp.UseServer server(final String text, final Reading reading)
      throws BadText {
    final WordReader words = WordReader.of(text);
    final LogFormat name = name(words, Reference.Kind.SERVER, reading);
    return new BackendHttp.UseServer(name, ConditionReader.optional(words, reading));
  }

  private static LogFormat name(
      final WordReader words, final Reference.Kind kind, final Reading reading) throws BadText {
    if (words.isCondition()) {
      throw new BadText(words.offset(), "names nothing", "write a name before the condition");
    }
    final Word word = words.next("a name", "write a name, then maybe if and a condition");
    final LogFormat name = LogFormatReader.read(word.text(), word.offset(), reading);
    if (name.pieces().isEmpty()) {
      throw new BadText(word.offset(), "names nothing", "write a name before the condition");
    }
    if (name.pieces().size() == 1 && name.pieces().getFirst() instanceof LogFormat.Text) {
      reading.refer(kind, word.text(), word.offset());
    }
    return name;
  }

  /**
   * {@code on|match|store-request|store-response EXPRESSION [table TABLE] [if CONDITION]}.
   *
   * @param reading of the stage {@link Stage#USE_SERVER}
   * @param response the same of {@link Stage#STORE_RESPONSE}
   */
  public static StickRule stick(final String text, final Reading reading, final Reading response)
      throws BadText {
    final WordReader words = WordReader.of(text);
    final String verb =
        words.choice(
            "a kind of rule", java.util.List.of("on", "match", "store-request", "store-response"));
    final boolean later = verb.equals("store-response");
    final Reading here = later ? response : reading;
    final Word expression =
        words.next("a sample expression", "write what the server is remembered by, such as src");
    final SampleExpr key = SampleReader.read(expression.text(), expression.offset(), here);
    final Optional<String> table = table(words, expression.offset(), key, here);
    return new StickRule(
        verb.equals("on") || verb.equals("match"),
        verb.equals("on") || verb.equals("store-request"),
        later,
        key,
        table,
        ConditionReader.optional(words, here));
  }

  private static Optional<String> table(
      final WordReader words, final int offset, final SampleExpr key, final Reading reading)
      throws BadText {
    if (!words.skip("table")) {
      reading.refer(TableActions.ofKey("", offset, key));
      return Optional.empty();
    }
    final Word table = words.next("the name of a table", "write the name of a backend");
    reading.refer(TableActions.ofKey(table.text(), table.offset(), key));
    return Optional.of(table.text());
  }
}
