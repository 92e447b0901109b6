package io.sluice.engine.sample.fetch;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The table of sample fetches, by their one name. Immutable. */
public final class Fetches {
  private static final Map<String, FetchFactory> ALL = new HashMap<>();

  static {
    PlainFetches.addTo(ALL);
    ConnectionFetches.addTo(ALL);
    MessageFetches.addTo(ALL);
    HeaderFetches.addTo(ALL);
    Cookies.addTo(ALL);
    UrlFetches.addTo(ALL);
    AuthFetches.addTo(ALL);
    ProxyFetches.addTo(ALL);
    StickFetches.addTo(ALL);
    TlsHello.addTo(ALL);
    RdpCookie.addTo(ALL);
    AbsentFetches.addTo(ALL);
  }

  private Fetches() {}

  /** Every one, by its name. */
  public static Map<String, FetchFactory> all() {
    return Collections.unmodifiableMap(ALL);
  }
}
