package io.sluice.config.http;

/**
 * What a sample is.
 *
 * <p>Source: HAProxy configuration manual, "Fetching samples".
 */
public enum SampleType {
  /** Yes or no. */
  BOOL("a boolean"),
  /** A signed 64-bit integer. */
  SINT("an integer"),
  /** An IPv4 address. */
  IPV4("an IPv4 address"),
  /** An IPv6 address. */
  IPV6("an IPv6 address"),
  /** An address of either family. */
  ADDR("an address"),
  /** Text. */
  STR("text"),
  /** Bytes. */
  BIN("bytes"),
  /** An HTTP method. */
  METH("a method"),
  /** Known only when it is there, such as a variable's. */
  ANY("anything");

  private final String shown;

  SampleType(final String shown) {
    this.shown = shown;
  }

  /** In words, for a message. */
  public String shown() {
    return shown;
  }

  /** Whether one can be turned into the other. */
  public boolean becomes(final SampleType other) {
    if (this == other || this == ANY || other == ANY) {
      return true;
    }
    return switch (this) {
      case BOOL -> other == SINT || other == STR || other == BIN;
      case SINT -> other != METH;
      case IPV4, IPV6, ADDR -> other != BOOL && other != METH && (this != IPV6 || other != SINT);
      case STR -> true;
      case BIN, METH -> other == STR || other == BIN || other == METH;
      case ANY -> true;
    };
  }
}
