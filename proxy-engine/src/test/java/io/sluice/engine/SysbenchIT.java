package io.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.MariaDb;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A real MariaDB behind the product, and the load that everybody puts on one. */
class SysbenchIT {
  private static final int THREADS = 4;

  @Test
  void shouldCarryReadsAndWritesWithoutAnError() {
    int port = Ports.free();
    String config =
        """
        listen.db {
          bind = "127.0.0.1:%d"
          check { type = tcp, inter = 200ms }
          servers { one = "127.0.0.1:%d" }
        }
        """;
    try (var mariaDb = MariaDb.launch();
        var sluice = Sluice.start(config.formatted(port, mariaDb.port()))) {
      sluice.log().await("server db/one is UP: L4OK");
      sysbench(port, "prepare").assertOk();
      // When
      String output = sysbench(port, "run").assertOk().output();
      // Then
      assertThat(number(output, "ignored errors:\\s+(\\d+)")).isZero();
      assertThat(number(output, "reconnects:\\s+(\\d+)")).isZero();
      assertThat(output).doesNotContain("FATAL").doesNotContain("ALERT");
      assertThat(number(output, "transactions:\\s+(\\d+)")).isGreaterThan(20);
      assertThat(number(output, "queries performed:[\\s\\S]*?write:\\s+(\\d+)")).isGreaterThan(50);
      assertThat(sluice.stop()).isZero();
      // Every session ended well, and as many as there were threads.
      assertThat(sluice.log().lines(" db db/one .* -- ")).hasSizeGreaterThanOrEqualTo(THREADS);
      assertThat(sluice.log().lines(" db db/one .* (SD|CD|KD|PD|sD|cD) ")).isEmpty();
    }
  }

  private static long number(String output, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(output);
    assertThat(matcher.find()).as("%s in %s", pattern, output).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static Tool.Result sysbench(int port, String action) {
    var command =
        new ArrayList<>(
            List.of(
                "sysbench",
                "oltp_read_write",
                "--db-driver=mysql",
                "--mysql-host=127.0.0.1",
                "--mysql-port=" + port,
                "--mysql-user=sluice",
                "--mysql-db=test",
                "--tables=4",
                "--table-size=5000",
                "--threads=" + THREADS,
                // Few enough transactions meet in a row: a deadlock would be no error of ours.
                "--rand-type=uniform",
                "--time=6"));
    command.add(action);
    return Tool.run(command.toArray(String[]::new));
  }
}
