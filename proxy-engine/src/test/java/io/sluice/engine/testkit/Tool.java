package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A client program that runs to its end: memccapable, sysbench, wrk, curl. For any thread. */
public final class Tool {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private Tool() {}

  /** Runs a program in the temporary folder for two minutes at most. */
  public static Result run(String... command) {
    return run(TIMEOUT, Map.of(), command);
  }

  /**
   * Runs a program.
   *
   * @param timeout it is killed after that, and the test fails
   * @param environment added to that of this JVM
   */
  public static Result run(Duration timeout, Map<String, String> environment, String... command) {
    var folder = Path.of(System.getProperty("java.io.tmpdir"));
    var child = Child.start(folder, environment, List.of(command));
    try {
      int exit = child.awaitExit(timeout);
      child.log().awaitEnd(timeout);
      return new Result(List.of(command), exit, child.log().toString());
    } catch (AssertionError e) {
      child.kill9();
      throw e;
    }
  }

  /**
   * How it ended.
   *
   * @param exit 0 to 255; 128 and the signal's number where one ended it
   * @param output what it wrote, to stderr too
   */
  public record Result(List<String> command, int exit, String output) {
    public Result assertOk() {
      return assertExit(0);
    }

    public Result assertExit(int wanted) {
      assertThat(exit).as("exit code of %s, which wrote:%n%s", command, output).isEqualTo(wanted);
      return this;
    }
  }
}
