package io.sluice.config;

import java.util.OptionalInt;

/**
 * One address of the admin listener, and what may be done there besides reading.
 *
 * @param origin the place of the line
 * @param address where it listens; never an inherited socket
 * @param mode permission bits of a unix socket's file; empty: it has none
 * @param commands whether POST requests may change what runs
 * @param push whether a cluster may say here that it has changed
 */
public record AdminBind(
    Origin origin, Address address, OptionalInt mode, boolean commands, boolean push) {
  /** Whether the file system says who may connect. */
  public boolean isFile() {
    return isFile(address);
  }

  static boolean isFile(final Address address) {
    return address instanceof final Address.Unix unix && !unix.path().startsWith("@");
  }
}
