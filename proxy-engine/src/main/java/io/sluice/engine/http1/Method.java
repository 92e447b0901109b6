package io.sluice.engine.http1;

/**
 * A request method that is known by name. Methods are case-sensitive: {@code get} is {@link
 * #OTHER}.
 *
 * <p>Source: RFC 9110 section 9, RFC 5789.
 */
public enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  DELETE,
  OPTIONS,
  PATCH,
  TRACE,
  CONNECT,
  /** Any other token. */
  OTHER;

  /** Whether doing it twice has the effect of doing it once (RFC 9110 section 9.2.2). */
  public boolean isIdempotent() {
    return switch (this) {
      case GET, HEAD, PUT, DELETE, OPTIONS, TRACE -> true;
      case POST, PATCH, CONNECT, OTHER -> false;
    };
  }

  /** Which one a token is. The token is not empty. */
  static Method of(final byte[] bytes, final int start, final int end) {
    return switch (end - start) {
      case 3 -> is(bytes, start, GET_NAME) ? GET : is(bytes, start, PUT_NAME) ? PUT : OTHER;
      case 4 -> is(bytes, start, POST_NAME) ? POST : is(bytes, start, HEAD_NAME) ? HEAD : OTHER;
      case 5 -> is(bytes, start, PATCH_NAME) ? PATCH : is(bytes, start, TRACE_NAME) ? TRACE : OTHER;
      case 6 -> is(bytes, start, DELETE_NAME) ? DELETE : OTHER;
      case 7 ->
          is(bytes, start, OPTIONS_NAME)
              ? OPTIONS
              : is(bytes, start, CONNECT_NAME) ? CONNECT : OTHER;
      default -> OTHER;
    };
  }

  private static final byte[] GET_NAME = Octets.of("GET");
  private static final byte[] PUT_NAME = Octets.of("PUT");
  private static final byte[] POST_NAME = Octets.of("POST");
  private static final byte[] HEAD_NAME = Octets.of("HEAD");
  private static final byte[] PATCH_NAME = Octets.of("PATCH");
  private static final byte[] TRACE_NAME = Octets.of("TRACE");
  private static final byte[] DELETE_NAME = Octets.of("DELETE");
  private static final byte[] OPTIONS_NAME = Octets.of("OPTIONS");
  private static final byte[] CONNECT_NAME = Octets.of("CONNECT");

  private static boolean is(final byte[] bytes, final int start, final byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[start + i] != name[i]) {
        return false;
      }
    }
    return true;
  }
}
