package io.sluice.config.http;

import java.util.List;

/**
 * A sample fetch or converter with its arguments, as it was written.
 *
 * @param name in its one canonical form, such as {@code req.hdr}
 * @param args without quotes; missing ones at the end are not there
 */
public record Call(String name, List<String> args) {
  public Call {
    args = List.copyOf(args);
  }
}
