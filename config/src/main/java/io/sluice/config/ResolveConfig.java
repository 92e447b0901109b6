package io.sluice.config;

import java.util.List;
import java.util.Optional;

/**
 * How a server that is known by name gets its address. Of no effect where its address is written as
 * such.
 *
 * @param initAddr tried at the start in this order (HAProxy {@code init-addr}); without {@link
 *     InitAddr.None} at its end, a start fails when none has an address
 * @param template the group of servers that this one belongs to; empty: it stands alone
 */
public record ResolveConfig(List<InitAddr> initAddr, Optional<Template> template) {
  /** Of a server that says nothing. */
  public static final ResolveConfig DEFAULT =
      new ResolveConfig(
          List.of(new InitAddr.Last(), new InitAddr.Libc(), new InitAddr.None()), Optional.empty());

  public ResolveConfig {
    initAddr = List.copyOf(initAddr);
  }

  /** Where the servers of a template get their addresses from. */
  public enum Discover {
    /** The name's addresses. */
    DNS,
    /** The members of the Galera cluster that the name leads to. */
    GALERA
  }

  /**
   * A group of servers that share the addresses of one name (HAProxy {@code server-template}).
   *
   * @param prefix of the servers' names; a number from 1 follows it
   * @param count how many servers there are, 1 or more
   * @param discover where the addresses come from
   */
  public record Template(String prefix, int count, Discover discover) {}
}
