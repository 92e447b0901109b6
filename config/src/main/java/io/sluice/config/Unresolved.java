package io.sluice.config;

import com.typesafe.config.ConfigRenderOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the substitutions that led nowhere. */
final class Unresolved {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^?}][^}]*\\}");

  private Unresolved() {}

  static void report(final Node node, final Problems problems) {
    switch (node.kind()) {
      case OBJECT -> node.members().forEach(m -> report(m, problems));
      case LIST -> node.elements().forEach(e -> report(e, problems));
      case SCALAR, NULL -> {}
      case UNRESOLVED -> {
        final Matcher m = SUBSTITUTION.matcher(node.value().render(ConfigRenderOptions.concise()));
        final String name = m.find() ? m.group() : "the substitution";
        problems.error(
            node.origin(),
            name + " in " + node.path() + " is neither a key nor an environment variable",
            "define it, or write ${?...} where it may be missing");
      }
    }
  }
}
