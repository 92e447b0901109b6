package io.sluice.benchmarks.system.scene;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** HTTP sections that have few or many of something. For one thread. */
public final class GrowthSections {
  private static final String HAPROXY = "mode http\noption httplog\noption forwardfor\n";
  private static final String SLUICE = "mode = http\nforwardfor = on\n";

  private final Scene scene;
  private final Proxies proxies;
  private final String server;

  /**
   * For proxies that are not started yet.
   *
   * @param serverPort where every server of theirs is
   */
  public GrowthSections(final Scene scene, final Proxies proxies, final int serverPort) {
    this.scene = scene;
    this.proxies = proxies;
    server = "127.0.0.1:" + serverPort;
  }

  /** Servers that take turns. */
  public Proxies.Entry servers(final int count) throws IOException {
    return proxies.add(
        "servers-" + count,
        HAPROXY + lines(count, i -> "server s%d %s".formatted(i, server)),
        SLUICE + "servers {\n" + lines(count, i -> "s%d = \"%s\"".formatted(i, server)) + "}\n");
  }

  /** Backends of one server each; the value of X-Client chooses one by a map. */
  public Proxies.Entry backends(final int count) throws IOException {
    final String name = "backend-" + count + "-";
    final String map =
        scene
            .write(name + "map", lines(count, i -> "client-%06d %s%d".formatted(i, name, i)))
            .toString();
    final String choice = "%[req.hdr(x-client),map(" + map + ")]";
    proxies.addText(
        lines(count, i -> "backend %s%d\n  mode http\n  server s %s".formatted(name, i, server)),
        lines(
            count,
            i -> "backend.%s%d { mode = http, servers.s = \"%s\" }".formatted(name, i, server)));
    return proxies.add(
        "backends-" + count,
        HAPROXY + "use_backend " + choice + "\n",
        SLUICE + "use-backend = \"" + choice + "\"\nservers.s = \"" + server + "\"\n");
  }

  /** A stick table that has so many clients in it once each has come. */
  public Proxies.Entry table(final int count) throws IOException {
    final String deny = "deny deny_status 429 if { sc_http_req_rate(0) gt 1000000000 }";
    return proxies.add(
        "table-" + count,
        HAPROXY
            + """
            stick-table type string len 32 size 200k expire 10m store http_req_rate(10s)
            http-request track-sc0 req.hdr(x-client)
            http-request %s
            server s %s
            """
                .formatted(deny, server),
        SLUICE
            + """
            stick-table { type = string, length = 32, size = 200k, expire = 10m, store = "http_req_rate(10s)" }
            http-request = [ "track-sc0 req.hdr(x-client)", "%s" ]
            servers.s = "%s"
            """
                .formatted(deny, server));
  }

  /** A map of beginnings of paths, of which the last one fits. */
  public Proxies.Entry patterns(final int count) throws IOException {
    final String map =
        scene
            .write(
                "patterns-" + count + ".map",
                lines(
                    count, i -> i < count ? "/v3/other/%d none".formatted(i) : "/v3/auth identity"))
            .toString();
    final String rule = "set-header X-Service %[path,map_beg(" + map + ")]";
    return proxies.add(
        "patterns-" + count,
        HAPROXY + "http-request " + rule + "\nserver s " + server + "\n",
        SLUICE + "http-request = \"" + rule + "\"\nservers.s = \"" + server + "\"\n");
  }

  private static String lines(final int count, final IntFunction<String> line) {
    return IntStream.rangeClosed(1, count).mapToObj(line).collect(joining("\n", "", "\n"));
  }
}
