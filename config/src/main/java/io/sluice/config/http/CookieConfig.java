package io.sluice.config.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Persistence by a cookie.
 *
 * <p>Source: HAProxy configuration manual, {@code cookie} of a backend.
 */
public record CookieConfig(
    String name,
    Mode mode,
    boolean indirect,
    boolean nocache,
    boolean postonly,
    boolean preserve,
    boolean httponly,
    boolean secure,
    List<String> domains,
    Optional<Duration> maxidle,
    Optional<Duration> maxlife,
    List<String> attributes) {
  public CookieConfig {
    domains = List.copyOf(domains);
    attributes = List.copyOf(attributes);
  }

  /** Whose cookie it is. */
  public enum Mode {
    /** The server sets it; Sluice only reads. */
    PASSIVE,
    /** The server's value is replaced. */
    REWRITE,
    /** Sluice sets it. */
    INSERT,
    /** The server's value gets the server's name before it. */
    PREFIX
  }
}
