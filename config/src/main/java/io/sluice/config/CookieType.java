package io.sluice.config;

import io.sluice.config.http.CookieConfig;
import io.sluice.config.http.CookieReader;
import io.sluice.config.text.BadText;
import java.util.Optional;

/** The type of the {@code cookie} of a backend; empty: off, whatever defaults say. */
final class CookieType {
  static final KeyType<Optional<CookieConfig>> TYPE =
      (node, key, context) -> {
        if (node.kind() != Node.Kind.SCALAR) {
          KeyType.mismatch(node, "a text", key, context);
          return Optional.empty();
        }
        if (node.text().equals("off") || node.text().equals("false")) {
          return Optional.of(Optional.empty());
        }
        try {
          return Optional.of(Optional.of(CookieReader.read(node.text())));
        } catch (final BadText e) {
          new RuleText(node.text(), node.origin(), node.path()).report(e, context.problems());
          return Optional.empty();
        }
      };

  private CookieType() {}
}
