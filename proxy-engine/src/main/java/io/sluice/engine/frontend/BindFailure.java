package io.sluice.engine.frontend;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.sluice.config.Address;
import java.io.IOException;

/** A listening socket could not be had. */
public final class BindFailure extends Exception {
  private static final int EMFILE = -24;
  private static final int ENFILE = -23;
  private static final int EACCES = -13;
  private static final int EADDRINUSE = -98;
  private static final int EADDRNOTAVAIL = -99;
  private static final int EAFNOSUPPORT = -97;
  private static final int ENOENT = -2;

  private final String remedy;

  BindFailure(final String message, final String remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** The same where the native transport wraps the kernel's no, or has one of its own. */
  public static BindFailure of(final Address address, final ChannelException error) {
    return of(address, error.getCause() instanceof IOException e ? e : new IOException(error));
  }

  /** What the kernel's no means for this address. */
  public static BindFailure of(final Address address, final IOException error) {
    final int errno = error instanceof NativeIoException e ? e.expectedErr() : 0;
    return switch (errno) {
      case EADDRINUSE -> inUse(address);
      case EACCES ->
          new BindFailure(
              "no permission to listen on " + address,
              address instanceof Address.Unix
                  ? "let the user that runs Sluice write to that folder"
                  : "give it the capability CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities=),"
                      + " or take a port of 1024 or more");
      case EADDRNOTAVAIL ->
          new BindFailure(
              "this host does not hold the address " + address,
              "add the address to an interface, or leave freebind on");
      case EAFNOSUPPORT ->
          new BindFailure(
              "this host does not speak the address family of " + address,
              "switch on IPv6, or take an IPv4 address");
      case EMFILE, ENFILE ->
          new BindFailure(
              "no file descriptor is left to listen on " + address,
              "raise the limit of open files (systemd: LimitNOFILE=, shell: ulimit -n)");
      case ENOENT -> noFolder(address);
      default ->
          new BindFailure(
              "cannot listen on " + address + ": " + error.getMessage(),
              "look at the system's reason in this line");
    };
  }

  static BindFailure noFolder(final Address address) {
    return new BindFailure("no such folder for " + address, "create the folder");
  }

  static BindFailure inUse(final Address address) {
    final String remedy =
        address instanceof Address.Inet inet
            ? "stop the process that listens there (ss -ltnp 'sport = :"
                + inet.port()
                + "' names it), or take another port"
            : "stop the process that listens there, or take another path";
    return new BindFailure("another process already listens on " + address, remedy);
  }

  /** What the operator can do. */
  public String remedy() {
    return remedy;
  }
}
