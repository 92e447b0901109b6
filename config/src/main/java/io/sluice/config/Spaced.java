package io.sluice.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes {@code frontend api { }}, which HOCON reads as one key with a space in it, for {@code
 * frontend.api { }}, so that the two ways to write a section add up.
 */
final class Spaced {
  private static final Pattern KEY = Pattern.compile("(frontend|backend|listen)\\s+(.+)");

  private Spaced() {}

  static ConfigObject joined(final ConfigObject root) {
    ConfigObject joined = root;
    for (final String key : List.copyOf(root.keySet())) {
      final Matcher m = KEY.matcher(key);
      if (m.matches()) {
        joined = join(joined, key, m.group(1), m.group(2));
      }
    }
    return joined;
  }

  private static ConfigObject join(
      final ConfigObject root, final String key, final String kind, final String name) {
    final ConfigValue spaced = root.get(key);
    final ConfigObject nested = spaced.atKey(name).atKey(kind).root();
    final ConfigObject rest = root.withoutKey(key);
    final ConfigValue dotted = rest.get(kind) instanceof final ConfigObject o ? o.get(name) : null;
    final boolean later =
        dotted == null || spaced.origin().lineNumber() >= dotted.origin().lineNumber();
    return later ? nested.withFallback(rest) : rest.withFallback(nested);
  }
}
