package io.sluice.config;

/** A way to an address at the start, before the name of a server is resolved anew. */
public sealed interface InitAddr {
  /** The address that the server of that name has in the process that runs. */
  record Last() implements InitAddr {
    @Override
    public String toString() {
      return "last";
    }
  }

  /** What the C library finds; the start waits for it. */
  record Libc() implements InitAddr {
    @Override
    public String toString() {
      return "libc";
    }
  }

  /** Nothing: the server waits until its name is resolved. */
  record None() implements InitAddr {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * This address.
   *
   * @param ip an IPv4 or IPv6 address
   */
  record Fixed(String ip) implements InitAddr {
    @Override
    public String toString() {
      return ip;
    }
  }
}
