package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A text in HAProxy's words, read once more is known of its proxy.
 *
 * @param path for messages, such as {@code frontend.api.http-request[2]}
 */
record RuleText(String text, Origin origin, String path) {
  private static RuleText of(final Node node) {
    return new RuleText(node.text(), node.origin(), node.path());
  }

  /** Reports what is wrong with it. */
  void report(final BadText bad, final Problems problems) {
    final String place =
        bad.offset() > 0 && bad.offset() < text.length()
            ? " (at " + OneLine.quoted(text.substring(bad.offset())) + ")"
            : "";
    problems.error(origin, path + ": " + bad.message() + place, bad.remedy());
  }

  /** One text. */
  static KeyType<RuleText> one() {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.SCALAR) {
        KeyType.mismatch(node, "one text", key, context);
        return Optional.empty();
      }
      return Optional.of(of(node));
    };
  }

  /** One text, or a list of them. */
  static KeyType<List<RuleText>> listed() {
    return (node, key, context) ->
        switch (node.kind()) {
          case SCALAR -> Optional.of(List.of(of(node)));
          case LIST -> Optional.of(elements(node, key, context));
          case OBJECT, NULL, UNRESOLVED -> {
            KeyType.mismatch(node, "a text or a list of texts", key, context);
            yield Optional.empty();
          }
        };
  }

  private static List<RuleText> elements(final Node node, final Key<?> key, final Context context) {
    final List<RuleText> texts = new ArrayList<>();
    for (final Node element : KeyType.elements(node, key, context)) {
      if (element.kind() == Node.Kind.SCALAR) {
        texts.add(of(element));
      } else {
        KeyType.mismatch(element, "a text", key, context);
      }
    }
    return texts;
  }

  /** A section of NAME = text or list of texts, in the order of the file. */
  static KeyType<Map<String, List<RuleText>>> named() {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.OBJECT) {
        KeyType.mismatch(node, "a section of NAME = TEXT", key, context);
        return Optional.empty();
      }
      final Map<String, List<RuleText>> texts = new LinkedHashMap<>();
      node.members().forEach(m -> member(m, "", key, context, texts));
      return Optional.of(texts);
    };
  }

  /** A name with dots and a section mean the same in HOCON. */
  private static void member(
      final Node node,
      final String prefix,
      final Key<?> key,
      final Context context,
      final Map<String, List<RuleText>> texts) {
    if (node.kind() == Node.Kind.OBJECT) {
      node.members().forEach(m -> member(m, prefix + node.name() + ".", key, context, texts));
    } else {
      listed().read(node, key, context).ifPresent(list -> texts.put(prefix + node.name(), list));
    }
  }
}
