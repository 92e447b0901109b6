package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.host.Programs;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As many requests as go, by wrk(1).
 *
 * @param connections at one time
 * @param path that is asked for
 * @param close whether each request has a connection of its own
 * @param clients how many values a field X-Client has, in turn; 0: there is no such field
 */
public record Wrk(int connections, String path, boolean close, int clients) implements Load {
  /** Its own summary has no 99.9th percentile. */
  private static final String SCRIPT =
      """
      local requests = {}
      local turn = 0
      local clients = %d
      if clients > 0 then
        init = function(args)
          local headers = {}
          for name, value in pairs(wrk.headers) do headers[name] = value end
          for i = 1, clients do
            headers["X-Client"] = string.format("client-%%06d", i)
            requests[i] = wrk.format("GET", nil, headers)
          end
        end
        request = function()
          turn = turn %% clients + 1
          return requests[turn]
        end
      end
      done = function(summary, latency, _)
        local e = summary.errors
        io.write(string.format("\\nfigures %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
          e.connect + e.read + e.write + e.timeout + e.status,
          latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
      end
      """;

  private static final Pattern FIGURES =
      Pattern.compile("figures (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");
  private static final double MICROS = 1e6;

  /** Requests of the usual size, on connections that stay. */
  public static Wrk keepAlive(final int connections) {
    return new Wrk(connections, "/v3/auth/tokens", false, 0);
  }

  @Override
  public Outcome run(final Way way, final int seconds) throws IOException, InterruptedException {
    final Path script = Files.createTempFile("sluice-wrk-", ".lua");
    try {
      Files.writeString(script, SCRIPT.formatted(clients));
      return outcome(Programs.run(command(way, seconds, script)));
    } finally {
      Files.delete(script);
    }
  }

  private List<String> command(final Way way, final int seconds, final Path script) {
    final List<String> command =
        new ArrayList<>(
            List.of(
                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "-s", script.toString()));
    for (final String header : HEADERS) {
      command.addAll(List.of("-H", header));
    }
    if (close) {
      command.addAll(List.of("-H", "Connection: close"));
    }
    command.add("http://127.0.0.1:" + way.port() + path);
    return command;
  }

  private static Outcome outcome(final String output) throws IOException {
    final Matcher figures = FIGURES.matcher(output);
    if (!figures.find()) {
      throw new IOException("wrk printed: " + output);
    }
    final long requests = Long.parseLong(figures.group(1));
    return new Outcome(
        requests,
        requests * MICROS / Long.parseLong(figures.group(2)),
        Long.parseLong(figures.group(3)),
        new Latency(
            Long.parseLong(figures.group(4)),
            Long.parseLong(figures.group(5)),
            Long.parseLong(figures.group(6))));
  }
}
