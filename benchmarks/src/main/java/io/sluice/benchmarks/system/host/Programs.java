package io.sluice.benchmarks.system.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starting the programs that take part. Stateless. */
public final class Programs {
  private Programs() {}

  /** Starts one that runs on; its output goes to a file beside. */
  public static Process start(final File folder, final String name, final List<String> command)
      throws IOException {
    return new ProcessBuilder(found(command))
        .directory(folder)
        .redirectErrorStream(true)
        .redirectOutput(new File(folder, name + ".log"))
        .start();
  }

  /** Runs one to its end; what it printed. */
  public static String run(final List<String> command) throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(found(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + " failed: " + output.strip());
    }
    return output;
  }

  /** Where a program is; empty: nowhere. */
  public static Optional<String> find(final String name) {
    return Stream.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "")
        .map(folder -> folder + name)
        .filter(path -> path.contains("/") && new File(path).canExecute())
        .findFirst();
  }

  private static List<String> found(final List<String> command) throws IOException {
    final String program =
        find(command.getFirst())
            .orElseThrow(() -> new IOException(command.getFirst() + " is not installed"));
    return Stream.concat(Stream.of(program), command.stream().skip(1)).toList();
  }
}
