package io.sluice.config;

import io.sluice.config.KeyType.Context;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The types of keys that name where a secret is. It is read with the configuration, so a reload
 * brings a new one. No message shows it.
 */
final class Secrets {
  private static final int MAX_CHARS = 4096;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Secrets() {}

  /** The first line of a file. */
  static KeyType<Secret> file() {
    return (node, key, context) ->
        Types.file()
            .read(node, key, context)
            .flatMap(file -> text(file, node, context))
            .flatMap(text -> secret(text.lines().findFirst().orElse(""), node, context));
  }

  private static Optional<String> text(final Path file, final Node node, final Context context) {
    return SourceFiles.text(file, node.origin(), context.problems());
  }

  /** An environment variable. */
  static KeyType<Secret> variable() {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.SCALAR || !VARIABLE.matcher(node.text()).matches()) {
        // Its value is not shown: it may be the secret itself.
        context.error(
            node,
            node.path() + " is not the name of an environment variable",
            "write " + key.sample());
        return Optional.empty();
      }
      final String text = System.getenv(node.text());
      if (text == null) {
        context.error(
            node,
            "there is no environment variable " + node.text(),
            "set it, or name a file in its place");
        return Optional.empty();
      }
      return secret(text, node, context);
    };
  }

  private static Optional<Secret> secret(
      final String text, final Node node, final Context context) {
    if (text.isEmpty() || text.length() > MAX_CHARS || text.indexOf('\0') >= 0) {
      context.error(
          node,
          "what "
              + node.path()
              + " names is empty, longer than "
              + MAX_CHARS
              + " characters, or has a NUL",
          "put the secret there, in one line");
      return Optional.empty();
    }
    return Optional.of(new Secret(text));
  }
}
