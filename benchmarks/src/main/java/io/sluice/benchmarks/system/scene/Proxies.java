package io.sluice.benchmarks.system.scene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * HAProxy and Sluice with the same sections, each with shipped defaults and its log to the scene's
 * syslog. Sections are added first, then both are started. For one thread.
 */
public final class Proxies {
  private static final String HAPROXY =
      """
      global
        maxconn 4000
        log 127.0.0.1:%d local0
      %s
      defaults
        log global
        timeout client 60s
        timeout server 60s
        timeout connect 5s
      """;
  private static final String SLUICE =
      """
      global { maxconn = 4000, log.targets = [ "127.0.0.1:%d local0" ] %s }
      defaults { timeout { client = 60s, server = 60s, connect = 5s } }
      """;

  private final Scene scene;
  private final StringBuilder haproxy;
  private final StringBuilder sluice;
  private final List<Entry> entries = new ArrayList<>();
  private long haproxyPid;
  private long sluicePid;

  /** Without sections, and with as many event loops as they take by themselves. */
  public Proxies(final Scene scene) {
    this(scene, OptionalInt.empty());
  }

  /** Without sections, and with so many event loops each. */
  public Proxies(final Scene scene, final OptionalInt loops) {
    this.scene = scene;
    final int log = scene.syslogPort();
    haproxy =
        new StringBuilder(
            HAPROXY.formatted(log, loops.isPresent() ? "  nbthread " + loops.getAsInt() : ""));
    sluice =
        new StringBuilder(
            SLUICE.formatted(log, loops.isPresent() ? ", threads = " + loops.getAsInt() : ""));
  }

  /**
   * Adds a section that both have.
   *
   * @param name of the section
   * @param haproxyBody lines of HAProxy's listen section, but for its bind
   * @param sluiceBody the same for Sluice's
   * @return where it will listen
   */
  public Entry add(final String name, final String haproxyBody, final String sluiceBody)
      throws IOException {
    final Entry entry = new Entry(addHaproxy(name, haproxyBody), Scene.freePort());
    sluice
        .append("listen.%s {\n  bind = \"127.0.0.1:%d\"\n".formatted(name, entry.sluicePort()))
        .append(sluiceBody.indent(2))
        .append("}\n");
    entries.add(entry);
    return entry;
  }

  /** Adds a section that HAProxy alone has; its port. */
  public int addHaproxy(final String name, final String body) throws IOException {
    final int port = Scene.freePort();
    haproxy.append("listen %s\n  bind 127.0.0.1:%d\n".formatted(name, port)).append(body.indent(2));
    return port;
  }

  /** Adds whole sections, which listen nowhere, to both. */
  public void addText(final String haproxyText, final String sluiceText) {
    haproxy.append(haproxyText);
    sluice.append(sluiceText);
  }

  /** Starts both, and waits until they serve. */
  public void start() throws IOException, InterruptedException {
    final Process theirs = scene.start("haproxy" + name(), haproxyCommand());
    final Process ours = scene.start("sluice" + name(), sluiceCommand());
    for (final Entry entry : entries) {
      scene.awaitPort(entry.haproxyPort(), theirs);
      scene.awaitPort(entry.sluicePort(), ours);
    }
    haproxyPid = theirs.pid();
    sluicePid = ours.pid();
  }

  /** Several pairs may run in one scene. */
  private String name() {
    return "-" + entries.getFirst().sluicePort();
  }

  /** Writes HAProxy's configuration; how it is started by one who does that himself. */
  public List<String> haproxyCommand() throws IOException {
    final Path file = scene.write("haproxy" + name() + ".cfg", haproxy.toString());
    return List.of("haproxy", "-f", file.toString());
  }

  /** The same of Sluice. */
  public List<String> sluiceCommand() throws IOException {
    final Path file = scene.write("sluice" + name() + ".conf", sluice.toString());
    return List.of(scene.launcher().toString(), "-f", file.toString());
  }

  /** The way through HAProxy. */
  public Way haproxy(final Entry entry) {
    return haproxy("HAProxy", entry.haproxyPort());
  }

  /** A way through HAProxy with a name of its own. */
  public Way haproxy(final String name, final int port) {
    return new Way(name, port, haproxyPid);
  }

  /** The way through Sluice. */
  public Way sluice(final Entry entry) {
    return new Way("Sluice", entry.sluicePort(), sluicePid);
  }

  /** Straight to the server, through HAProxy, through Sluice. */
  public List<Way> ways(final int serverPort, final Entry entry) {
    return List.of(Way.direct(serverPort), haproxy(entry), sluice(entry));
  }

  /** Where a section listens in each. */
  public record Entry(int haproxyPort, int sluicePort) {}
}
