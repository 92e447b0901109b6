package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.engine.testkit.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where there are only 200 local ports, and the kernel gives none away that it keeps for late
 * packets (TIME_WAIT), thousands of sessions and requests are served all the same. What they leave
 * behind towards the server is counted in a network of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FewPortsIT {
  private static final Pattern LINE =
      Pattern.compile("(\\S+) sessions=(\\d+) failed=(\\d+) waiting=(\\d+)");

  private static final Logger LOG = LoggerFactory.getLogger(FewPortsIT.class);

  /** What checks leave behind in the time it takes, and a moment of the sessions. */
  private static final int FEW = 100;

  private record Reading(String name, int sessions, int failed, int waiting) {}

  private final List<Reading> readings = new ArrayList<>();

  @BeforeAll
  void visit() {
    assumeTrue(
        Tool.run("unshare", "-r", "-n", "ip", "link", "set", "lo", "up").exit() == 0,
        "no network of its own may be made");
    var command = new ArrayList<>(List.of("unshare", "-r", "-n", "sh", "-c"));
    command.add("ip link set lo up && exec \"$@\"");
    command.add("sh");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("sluice.jvm").split(" ")));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.net.preferIPv4Stack=true");
    command.add("-Dsluice.jvm=" + System.getProperty("sluice.jvm"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FewPorts.class.getName()));
    var run = Tool.run(Duration.ofMinutes(1), Map.of(), command.toArray(String[]::new)).assertOk();
    LOG.info("{}", run.output());
    Matcher line = LINE.matcher(run.output());
    while (line.find()) {
      readings.add(new Reading(line.group(1), number(line, 2), number(line, 3), number(line, 4)));
    }
  }

  private static int number(Matcher line, int group) {
    return Integer.parseInt(line.group(group));
  }

  @Test
  void shouldServeAllWhoeverClosesFirst() {
    // Given
    // When
    // Then
    assertThat(readings).hasSize(8).allSatisfy(reading -> assertThat(reading.failed()).isZero());
  }

  @Test
  void shouldLeaveFewPortsBehind() {
    // Given
    var names =
        List.of(
            "server-first",
            "client-resets",
            "http-keep-alive",
            "http-server-ends",
            "http-server-close",
            "idle-expired");
    // When
    var quiet = readings.stream().filter(reading -> names.contains(reading.name())).toList();
    // Then
    assertThat(quiet)
        .hasSize(names.size())
        .allSatisfy(r -> assertThat(r.waiting()).isLessThan(FEW));
  }

  @Test
  void shouldServeOnPortsThatWait() {
    // Given
    var names = List.of("client-first", "all-ports-wait");
    // When
    var last = readings.subList(readings.size() - 2, readings.size());
    // Then
    assertThat(last).extracting(Reading::name).isEqualTo(names);
    assertThat(last.get(0).waiting()).as("ports that wait").isBetween(50, 200);
    assertThat(last).allSatisfy(reading -> assertThat(reading.failed()).isZero());
  }
}
