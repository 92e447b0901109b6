package io.sluice.config.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How HTTP is spoken, for either side of a proxy.
 *
 * @param connection when connections end
 * @param bufferRequest whether rules wait for the body (HAProxy {@code option http-buffer-request})
 * @param dontLogNull HAProxy {@code option dontlognull}
 * @param dontLogNormal HAProxy {@code option dontlog-normal}
 * @param abortOnClose HAProxy {@code option abortonclose}
 * @param allowConnect whether CONNECT is passed on
 * @param forwardFor empty: not told
 * @param forwarded whether RFC 7239's field is added
 * @param forwardedExcept networks whose clients are not told of
 * @param errorPages by status, each a whole answer or a body (HAProxy {@code errorfile}, {@code
 *     http-error})
 * @param compression empty: none
 */
public record HttpOptions(
    Connection connection,
    boolean bufferRequest,
    boolean dontLogNull,
    boolean dontLogNormal,
    boolean abortOnClose,
    boolean allowConnect,
    Optional<ForwardFor> forwardFor,
    boolean forwarded,
    List<String> forwardedExcept,
    Map<Integer, Reply> errorPages,
    Optional<CompressionConfig> compression) {
  /** What holds where nothing is said. */
  public static final HttpOptions DEFAULT =
      new HttpOptions(
          Connection.KEEP_ALIVE,
          false,
          false,
          false,
          false,
          false,
          Optional.empty(),
          false,
          List.of(),
          Map.of(),
          Optional.empty());

  public HttpOptions {
    forwardedExcept = List.copyOf(forwardedExcept);
    errorPages = Map.copyOf(errorPages);
  }

  /** HAProxy's options of these names. */
  public enum Connection {
    /** {@code http-keep-alive}: both sides stay. */
    KEEP_ALIVE,
    /** {@code http-server-close}: the server's is closed after each response. */
    SERVER_CLOSE,
    /** {@code httpclose}: both are closed after each response. */
    CLOSE
  }
}
