package io.sluice.benchmarks.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideIT {
  private static final String JAVA = System.getProperty("java.home") + "/bin/java";
  private static final String CLASS_PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .filter(entry -> !entry.contains("test-classes"))
          .collect(Collectors.joining(File.pathSeparator));

  @TempDir private Path folder;

  /** Starts the product from the classes of this build. */
  private Path launcher() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("sluice"),
            "#!/bin/sh\nexec '%s' %s -XX:+UseSerialGC -Xmx256m -cp '%s' io.sluice.engine.launch.Main \"$@\"\n"
                .formatted(JAVA, System.getProperty("sluice.jvm"), CLASS_PATH));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-cp", CLASS_PATH));
    command.addAll(List.of(SideBySide.class.getName(), launcher().toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private int bench(String... options) throws IOException, InterruptedException {
    Process process = start(options);
    try {
      assertThat(process.waitFor(120, SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void shouldMeasureThreeWaysAndWriteFigures() throws Exception {
    // Given
    Path json = folder.resolve("figures.json");
    Path plot = folder.resolve("plot.svg");
    Path report = folder.resolve("report.md");

    // When
    int status =
        bench(
            "--rows",
            "http,memcached",
            "--only",
            ", 1 connection",
            "--rounds",
            "1",
            "--seconds",
            "1",
            "--warm-up",
            "0",
            "--json",
            json.toString(),
            "--plot",
            plot.toString(),
            "--out",
            report.toString());

    // Then
    assertThat(status).as(Files.readString(folder.resolve("output"))).isZero();
    List<? extends Config> rows = ConfigFactory.parseFile(json.toFile()).getConfigList("results");
    assertThat(rows)
        .extracting(row -> row.getString("row"))
        .containsExactly("keep-alive, 1 connection", "memcached, 1 connection");
    for (Config row : rows) {
      assertThat(row.getDoubleList("ways.direct.rate.rounds"))
          .hasSize(1)
          .allMatch(rate -> rate > 0);
      for (String way : List.of("HAProxy", "Sluice")) {
        Config figures = row.getConfig("ways." + way);
        assertThat(figures.getDouble("rate.median")).isPositive();
        assertThat(figures.getDouble("proxy_cpu_us.median")).isPositive();
        assertThat(figures.getDouble("p50_us.median"))
            .isPositive()
            .isLessThanOrEqualTo(figures.getDouble("p999_us.median"));
        assertThat(figures.getDouble("resident_mib.median")).isPositive();
        assertThat(figures.getDouble("failed.median")).isZero();
      }
      // One round has no spread: nothing may be concluded.
      assertThat(row.getBoolean("ratios.rate.clear")).isFalse();
      assertThat(row.getConfigList("goals"))
          .allMatch(goal -> goal.getString("verdict").equals("unclear"));
    }
    assertThat(report).content().contains("| keep-alive, 1 connection | Sluice |", "load average");
    assertThat(plot).content().startsWith("<svg");
  }

  @Test
  void shouldSayWhichRowsThereAreWhenOneIsUnknown() throws Exception {
    // Given
    String[] options = {"--rows", "nothing"};

    // When
    int status = bench(options);

    // Then
    assertThat(status).isEqualTo(2);
    assertThat(folder.resolve("output")).content().contains("there are http, rate, tcp");
  }

  @Test
  void shouldLeaveNothingBehindWhenItIsToldToEnd() throws Exception {
    // Given
    Process bench = start("--rows", "tcp", "--only", ", 1 connection", "--warm-up", "0");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(folder.resolve("output")).contains("round 1 of"));
    List<ProcessHandle> started = bench.descendants().toList();
    assertThat(started).hasSizeGreaterThanOrEqualTo(3);

    // When
    bench.destroy();

    // Then
    assertThat(bench.waitFor(60, SECONDS)).isTrue();
    assertThat(started)
        .allSatisfy(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20)));
  }
}
