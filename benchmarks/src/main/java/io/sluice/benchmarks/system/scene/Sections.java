package io.sluice.benchmarks.system.scene;

import java.io.IOException;

/** The sections that several scenarios have. Stateless. */
public final class Sections {
  private static final String HAPROXY_HTTP =
      """
      mode http
      option httplog
      option forwardfor
      acl status path -i -m beg /server-status
      http-request deny if status
      http-request set-header X-Forwarded-Proto http
      http-response set-header X-Frame-Options DENY
      server s 127.0.0.1:%d
      """;
  private static final String SLUICE_HTTP =
      """
      mode = http
      forwardfor = on
      acl { status = "path -i -m beg /server-status" }
      http-request = [ "deny if status", "set-header X-Forwarded-Proto http" ]
      http-response = [ "set-header X-Frame-Options DENY" ]
      servers.s = "127.0.0.1:%d"
      """;
  private static final String HAPROXY_TCP =
      """
      mode tcp
      option tcplog
      server s 127.0.0.1:%d
      """;
  private static final String SLUICE_TCP =
      """
      mode = tcp
      servers.s = "127.0.0.1:%d"
      """;

  /** HAProxy 2.6 never splices these bodies by splice-auto alone: strace(1) shows no splice(2). */
  private static final String SPLICE =
      "option splice-auto\noption splice-request\noption splice-response\n";

  private Sections() {}

  /**
   * HTTP with what is used in earnest: forwardfor, an ACL, a field set in each direction, a line in
   * the log for each request.
   */
  public static Proxies.Entry http(final Proxies proxies, final int serverPort) throws IOException {
    return proxies.add(
        "http", HAPROXY_HTTP.formatted(serverPort), SLUICE_HTTP.formatted(serverPort));
  }

  /** The same in a HAProxy that splices; its port. */
  public static int httpSpliced(final Proxies proxies, final int serverPort) throws IOException {
    return proxies.addHaproxy("http-spliced", SPLICE + HAPROXY_HTTP.formatted(serverPort));
  }

  /** Bytes, a line in the log for each session. */
  public static Proxies.Entry tcp(final Proxies proxies, final int serverPort) throws IOException {
    return proxies.add("tcp", HAPROXY_TCP.formatted(serverPort), SLUICE_TCP.formatted(serverPort));
  }

  /** The same in a HAProxy that splices; its port. */
  public static int tcpSpliced(final Proxies proxies, final int serverPort) throws IOException {
    return proxies.addHaproxy("tcp-spliced", SPLICE + HAPROXY_TCP.formatted(serverPort));
  }
}
