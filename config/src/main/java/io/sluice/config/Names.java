package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.OneLine;

/** Checks what proxies and servers are called. */
final class Names {
  private Names() {}

  static boolean check(final Node node, final String kind, final Context context) {
    if (Types.NAME.matcher(node.name()).matches()) {
      return true;
    }
    context.error(
        node,
        OneLine.quoted(node.name()) + " cannot be the name of a " + kind,
        "use letters, digits and . : _ - only, at most 128");
    return false;
  }
}
