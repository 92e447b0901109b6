package io.sluice.benchmarks;

import io.sluice.config.http.Place;
import io.sluice.config.http.Reading;
import io.sluice.config.http.ReplyFiles;
import io.sluice.config.http.Rule;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.RuleReader;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import io.sluice.engine.rules.RuleCompiler;
import io.sluice.engine.rules.RuleList;
import io.sluice.engine.rules.RuleRun;
import io.sluice.engine.rules.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to run the rules of one request; its head is read anew for each. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class RuleBenchmark extends AsShipped {
  /** Nothing but the head is read. */
  private static final String[] NONE = {};

  /** Ten rules, of which none matches. */
  private static final String[] TEN = {
    "deny if { path_beg /admin /server-status }",
    "deny if { src 10.9.0.0/16 192.168.0.0/16 }",
    "deny if { req.hdr(host) -i -m dom internal }",
    "deny if { path,url_dec -m sub /../ }",
    "deny if { req.hdr(user-agent) -m len gt 500 }",
    "set-header X-A b if { method POST } { req.hdr_cnt(cookie) gt 3 }",
    "deny if { url_param(q),lower -m str drop }",
    "deny if { req.cook(c),add(1) gt 100 }",
    "set-header X-B c if { dst_port 81 }",
    "redirect scheme https if { ssl_fc }"
  };

  /** What OpenStack's deployment tools write. */
  private static final String[] USUAL = {
    "deny if { path -i -m beg /server-status }",
    "set-header X-Forwarded-Proto https if { ssl_fc }",
    "set-header X-Forwarded-Proto http if !{ ssl_fc }",
    "del-header X-Forwarded-Host",
    "set-header X-Forwarded-Port %[dst_port]",
    "set-var(txn.host) req.hdr(host),lower"
  };

  /** A regular expression on the path. */
  private static final String[] REGEX = {
    "deny if { path_reg ^/v[0-9]+/servers/[0-9a-f-]+/action$ }"
  };

  /** A thousand hosts in an ACL, and a thousand paths in a map, of which the last one is meant. */
  private static final int PATTERNS = 1000;

  private final RuleRun run = new RuleRun();
  private RuleExchange exchange;
  private RuleList none;
  private RuleList ten;
  private RuleList usual;
  private RuleList regex;
  private RuleList hosts;
  private RuleList paths;

  @Setup
  public void compile() throws IOException {
    exchange = new RuleExchange();
    none = list(NONE);
    ten = list(TEN);
    usual = list(USUAL);
    regex = list(REGEX);
    final Path acl = file("host%d.example.com:5000\n", "");
    hosts = list("deny if { req.hdr(host) -i -f " + acl + " }");
    final Path map = file("/v2.%d api%1$d\n", "/v3/auth api\n");
    paths = list("set-var(txn.api) path,map_beg(" + map + ")");
    Files.delete(acl);
    Files.delete(map);
  }

  private static Path file(final String line, final String last) throws IOException {
    final Path file = Files.createTempFile("sluice-benchmark", ".txt");
    final String lines =
        IntStream.range(0, PATTERNS).mapToObj(line::formatted).collect(Collectors.joining());
    return Files.writeString(file, lines + last);
  }

  private RuleList list(final String... rules) {
    final List<Rule> read = Arrays.stream(rules).map(RuleBenchmark::read).toList();
    return new RuleCompiler(exchange).compile(read, RuleKind.HTTP_REQUEST);
  }

  private static Rule read(final String text) {
    try {
      return RuleReader.read(
          RuleKind.HTTP_REQUEST,
          text,
          "benchmark",
          new Reading(new Place(Stage.REQUEST, true, false), Map.of(), ReplyFiles.NONE));
    } catch (final BadText e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private Verdict run(final RuleList list) {
    exchange.begin();
    run.begin();
    return list.run(exchange, run);
  }

  @Benchmark
  public Verdict headAlone() {
    return run(none);
  }

  @Benchmark
  public Verdict tenThatDoNotMatch() {
    return run(ten);
  }

  @Benchmark
  public Verdict usualOnes() {
    return run(usual);
  }

  @Benchmark
  public Verdict aThousandHostsInAnAcl() {
    return run(hosts);
  }

  @Benchmark
  public Verdict aThousandPathsInAMap() {
    return run(paths);
  }

  @Benchmark
  public Verdict regularExpression() {
    return run(regex);
  }
}
