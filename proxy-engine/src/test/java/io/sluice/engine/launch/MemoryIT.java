package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Installed;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a start says of memory, and does where it has too little. */
class MemoryIT {
  private static final Pattern LINE =
      Pattern.compile(
          "maxconn (\\d+) needs up to (\\d+) MiB of heap and (\\d+) MiB of buffers; the JVM may take"
              + " (\\d+) and (\\d+)");

  /** 250 clients that may have a head of 1 MiB each, both ways. */
  private static final String LARGE =
      """
      global { maxconn = 250, warm-up = 0, tune.bufsize = 1m }
      listen web { mode = http, bind = "127.0.0.1:%d", servers.s = "127.0.0.1:1" }
      """;

  private static Matcher memory(Installed installed) {
    Matcher line = LINE.matcher(installed.log().await("memory: maxconn"));
    assertThat(line.find()).isTrue();
    return line;
  }

  private static long number(Matcher line, int group) {
    return Long.parseLong(line.group(group));
  }

  @Test
  void shouldStartAnewInItsOwnPlaceWhenTheHeapIsTooSmall() throws IOException {
    try (var installed = new Installed()) {
      var file = installed.file("sluice.conf", LARGE.formatted(Ports.free()));
      installed.start(
          Map.of("SLUICE_CACHE", "off", "GREETING", "gr\u00fc\u00df dich"), "-f", file.toString());
      // When
      Matcher line = memory(installed);
      // Then
      assertThat(number(line, 1)).isEqualTo(250);
      assertThat(number(line, 2)).isGreaterThan(500);
      assertThat(number(line, 4)).isGreaterThanOrEqualTo(number(line, 2));
      assertThat(number(line, 5)).isGreaterThanOrEqualTo(number(line, 3));
      assertThat(installed.log().lines("\\bready\\b")).hasSize(1);
      Path process = Path.of("/proc/" + installed.pid());
      assertThat(Files.readString(process.resolve("cmdline"))).contains("-Xmx", "sluice.restarted");
      assertThat(Files.readString(process.resolve("environ"))).contains("gr\u00fc\u00df dich");
      // Nothing is open twice.
      try (var descriptors = Files.list(process.resolve("fd"))) {
        assertThat(descriptors.map(MemoryIT::target).filter(name -> name.endsWith(".jar")))
            .doesNotHaveDuplicates();
      }
      installed.signal("TERM");
      assertThat(installed.awaitExit(Duration.ofSeconds(20))).isZero();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void shouldWarnWhenTheOperatorGivesLessThanIsNeeded() {
    try (var installed = new Installed()) {
      var file = installed.file("sluice.conf", LARGE.formatted(Ports.free()));
      installed.start(
          Map.of("SLUICE_CACHE", "off", "SLUICE_JAVA_OPTS", "-Xmx128m"), "-f", file.toString());
      // When
      Matcher line = memory(installed);
      // Then
      assertThat(number(line, 4)).isLessThanOrEqualTo(128);
      installed.log().await("WARN .*memory: that is too little: .*-Xmx\\d+m.*global.maxconn");
    }
  }
}
