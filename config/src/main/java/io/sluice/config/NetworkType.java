package io.sluice.config;

import io.sluice.config.http.Networks;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Unfit;

/** Networks as values of keys. */
final class NetworkType {
  private NetworkType() {}

  static String read(final String text) throws Unfit {
    try {
      return Networks.parse(text, 0);
    } catch (final BadText e) {
      throw new Unfit("is not an address or a network", e.remedy());
    }
  }
}
