package io.sluice.config.http;

import java.util.List;

/**
 * Who the client is, told to the server.
 *
 * <p>Source: HAProxy configuration manual, {@code option forwardfor}.
 *
 * @param header the field's name
 * @param except networks whose clients are not told of, as {@code address/bits}
 * @param ifNone whether a field that is there already is left as it is
 */
public record ForwardFor(String header, List<String> except, boolean ifNone) {
  public ForwardFor {
    except = List.copyOf(except);
  }
}
