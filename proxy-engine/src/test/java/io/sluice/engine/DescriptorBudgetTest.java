package io.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigProblem;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.testkit.LiveProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorBudgetTest {
  /** Listening sockets for four workers, a server, and the reserve. */
  private static final int FIXED = 2 * 4 + 1 + 200;

  @ParameterizedTest
  @CsvSource({
    // an even number left for sessions, an odd one, no limit, a limit that is used up
    "1209, 438",
    "1210, 438",
    "1211, 439",
    "20209, 9744",
    "20721, 10000",
    "1048576, 10000",
    "9223372036854775807, 10000",
    "211, 1",
    "100, 1"
  })
  void shouldDeriveMaxconnFromTheLimitWhenItIsNotSaid(final long limit, final int maxconn) {
    final ProxyConfig config = config("");
    assertThat(budget(limit).maxconn(config)).isEqualTo(maxconn);
    assertThat(budget(limit).problem(config)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // a share of what is there, as much as is of use, nothing
    "1209, '', 62",
    "20209, '', 256",
    "9223372036854775807, '', 256",
    "100, '', 0",
    // what is left, and what is said
    "1209, maxconn = 400, 100",
    "1209, maxconn = 500, 0",
    "1209, maxconn = 600, 0",
    "20209, maxconn = 400, 256",
    "1209, maxpipes = 300, 300",
    "1209, maxpipes = 0, 0"
  })
  void shouldDeriveMaxpipesFromWhatIsLeft(
      final long limit, final String global, final int maxpipes) {
    final ProxyConfig config = config("global { " + global + " }");
    assertThat(budget(limit).maxpipes(config)).isEqualTo(maxpipes);
  }

  @Test
  void shouldLeaveWhatIsSaidForPipes() {
    assertThat(budget(1209).maxconn(config("global.maxpipes = 300"))).isEqualTo(200);
    assertThat(budget(1209).maxconn(config("global.maxpipes = 0"))).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "maxpipes = 500, maxpipes 500 needs 1211 file, or lower maxpipes",
    "'maxpipes = 10, maxconn = 491', maxconn 491 and maxpipes 10 need 1211 file, or lower maxconn"
  })
  void shouldRefuseMorePipesThanTheLimitAllows(
      final String global, final String message, final String remedy) {
    // When
    final ConfigProblem problem =
        budget(1210).problem(config("global { " + global + " }")).orElseThrow();
    // Then
    assertThat(problem.message()).startsWith(message).contains("limit of open files is 1210");
    assertThat(problem.remedy()).contains("LimitNOFILE=1211").contains(remedy);
    assertThat(budget(1211).problem(config("global { " + global + " }"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"100", "10000", "30000"})
  void shouldTakeWhatIsSaid(final int said) {
    final ProxyConfig config = config("global.maxconn = " + said);
    assertThat(budget(2L * said + FIXED).maxconn(config)).isEqualTo(said);
    assertThat(budget(2L * said + FIXED).problem(config)).isEmpty();
  }

  @Test
  void shouldRefuseMoreThanTheLimitAllows() {
    // When
    final ConfigProblem problem =
        budget(2 * 1_000 + FIXED - 1).problem(config("global.maxconn = 1000")).orElseThrow();
    // Then
    assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.ERROR);
    assertThat(problem.message())
        .isEqualTo("maxconn 1000 needs 2209 file descriptors, and the limit of open files is 2208");
    assertThat(problem.remedy()).contains("LimitNOFILE=2209").contains("ulimit -n 2209");
  }

  @Test
  void shouldKeepDescriptorsForFurtherAdminListeners() {
    // Given
    final ProxyConfig config =
        config("global.admin.bind = [ \"127.0.0.1:9\", \"/run/x\", \"/run/y\" ]");
    // When, Then
    assertThat(budget(2 * 500 + FIXED + 2 * 80).maxconn(config)).isEqualTo(438);
  }

  @Test
  void shouldNotOverflow() {
    final ProxyConfig config = config("global.maxconn = 2147483647");
    assertThat(budget(Long.MAX_VALUE).problem(config)).isEmpty();
    assertThat(budget(1_048_576).problem(config)).isPresent();
  }

  private static DescriptorBudget budget(final long limit) {
    return new DescriptorBudget(limit, 4);
  }

  private static ProxyConfig config(final String global) {
    return LiveProxy.config(
        global
            + """

            frontend.in { bind = ["127.0.0.1:1", "127.0.0.1:2"], backend = out }
            backend.out.servers.s = "127.0.0.1:3"
            """);
  }
}
