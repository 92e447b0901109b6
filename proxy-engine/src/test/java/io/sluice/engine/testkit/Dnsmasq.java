package io.sluice.engine.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real nameserver, for names that end in {@code .test}; what it does not know there does not
 * exist, and other names are refused. For one test thread.
 */
public final class Dnsmasq extends RealServer {
  private static final String HOSTS = "names";

  private final int ttlSeconds;
  private final List<String> options;
  private final Map<String, List<String>> names = new LinkedHashMap<>();

  private Dnsmasq(int ttlSeconds, List<String> options) {
    super("dnsmasq");
    this.ttlSeconds = ttlSeconds;
    this.options = options;
    files().file(HOSTS, "");
  }

  /**
   * Starts one that knows no name.
   *
   * @param ttlSeconds how long its answers are good for
   * @param options more of them, such as {@code --cname=a.test,b.test}
   */
  public static Dnsmasq launch(int ttlSeconds, String... options) {
    var server = new Dnsmasq(ttlSeconds, List.of(options));
    server.start();
    return server;
  }

  /** Gives a name these addresses and no others, and returns when it is so; none: it is gone. */
  public void set(String name, String... addresses) {
    names.put(name, List.of(addresses));
    var text = new StringBuilder();
    names.forEach((known, all) -> all.forEach(ip -> text.append(ip + " " + known + "\n")));
    files().file(HOSTS, text.toString());
    var mark = log().mark();
    signal("HUP");
    log().await(mark, "read .*/" + HOSTS, Deadline.USUAL);
  }

  /** How often a name's addresses of a family were asked for; {@code A} or {@code AAAA}. */
  public long asked(String family, String name) {
    return log().lines(": query\\[" + family + "\\] " + name + " ").size();
  }

  /** For {@code global.resolvers.nameservers}. */
  public String nameserver() {
    return "127.0.0.1:" + port();
  }

  @Override
  List<String> command() {
    var command =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--user=" + System.getProperty("user.name"),
                "--log-facility=-",
                "--log-queries",
                "--port=" + port(),
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--local=/test/",
                "--local-ttl=" + ttlSeconds,
                "--addn-hosts=" + folder().resolve(HOSTS)));
    command.addAll(options);
    return command;
  }

  @Override
  boolean answers() throws IOException {
    Peer.connect(address(), tryTimeout()).close();
    return true;
  }
}
