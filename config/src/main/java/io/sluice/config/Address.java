package io.sluice.config;

/** Where a socket binds to or connects to. Host names are not resolved here. */
public sealed interface Address {
  /**
   * A TCP address.
   *
   * @param host an IPv4 or IPv6 address without brackets, a name, or {@code *} for every IPv4
   *     address
   * @param port 0 to 65535; 0 in a bind lets the kernel choose
   */
  record Inet(String host, int port) implements Address {
    /** Whether the host is a name, which is to be resolved, and no address. */
    public boolean isName() {
      return !host.equals("*") && !Addresses.isIp(host);
    }

    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /**
   * A unix stream socket.
   *
   * @param path a path, or {@code @name} for the abstract namespace
   */
  record Unix(String path) implements Address {
    @Override
    public String toString() {
      return path.startsWith("@") ? "abns" + path : "unix@" + path;
    }
  }

  /**
   * A listening socket that the process was started with (HAProxy {@code fd@N}); for binds only.
   *
   * @param fd the descriptor's number, 3 or more
   */
  record Inherited(int fd) implements Address {
    @Override
    public String toString() {
      return "fd@" + fd;
    }
  }
}
