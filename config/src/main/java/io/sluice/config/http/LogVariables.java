package io.sluice.config.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables of log formats.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
public final class LogVariables {
  private static final String ROWS =
      """
      B bytes from the server to the client
      CC captured cookie of the request
      CS captured cookie of the response
      H host name
      HM method
      HP path, or the request target without its query
      HPO path
      HQ query with its question mark
      HU request target
      HV version of HTTP
      ID unique id
      ST status
      T date and time in GMT
      Ta time from the first byte of the request to the end
      Tc time to connect
      Td time to pass the data on
      Th time of handshakes before the first byte
      Ti time without a request before it
      Tl date and time with the time zone
      Tq Th, Ti and TR together
      TR time to get the whole request
      Tr time the server took to answer
      Ts seconds since 1970
      Tt whole time of the session
      Tu time the user saw
      Tw time in queues
      U bytes from the client to the server
      ac connections of the process
      b backend
      bc connections of the backend
      bi address from which the server was connected to
      bp port from which the server was connected to
      bq others in the backend's queue
      ci client's address
      cp client's port
      f frontend
      fc connections of the frontend
      fi address that the client connected to
      fp port that the client connected to
      ft frontend, with ~ behind it for TLS
      hr captured headers of the request, in one pair of braces
      hrl captured headers of the request, one by one
      hs captured headers of the response, in one pair of braces
      hsl captured headers of the response, one by one
      lc number of the log line of the frontend
      ms milliseconds of the accept
      pid process id
      r request line
      rc retries
      rt number of the request
      s server
      sc connections of the server
      si server's address
      sp server's port
      sq others in the server's queue
      sslc cipher
      sslv version of TLS
      t date and time of the accept
      tr date and time of the request
      trg the same in GMT
      trl the same with the time zone
      ts how it ended, two characters
      tsc how it ended, and the state of the cookie
      """;

  /** Those that have a meaning in mode http alone. */
  private static final Set<String> HTTP_ONLY =
      Set.of(
          "CC", "CS", "HM", "HP", "HPO", "HQ", "HU", "HV", "Ta", "Ti", "Tq", "TR", "Tr", "r", "tr",
          "trg", "trl", "tsc");

  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    ROWS.lines()
        .forEach(row ->
            MEANINGS.put(row.substring(0, row.indexOf(' ')), row.substring(row.indexOf(' ') + 1)));
  }

  private LogVariables() {}

  /** Every name, without the percent sign. */
  public static List<String> names() {
    return List.copyOf(MEANINGS.keySet());
  }

  /** What it is, in words. */
  public static String meaning(final String name) {
    return MEANINGS.getOrDefault(name, "");
  }

  /** Whether it has a meaning in mode http alone. */
  public static boolean needsHttp(final String name) {
    return HTTP_ONLY.contains(name);
  }
}
