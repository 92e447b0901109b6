package io.sluice.benchmarks.system;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Starting the programs that take part. */
final class Programs {
  private Programs() {}

  /** Starts one that runs on; its output goes to a file beside. */
  static Process start(final File folder, final String name, final List<String> command)
      throws IOException {
    return new ProcessBuilder(found(command))
        .directory(folder)
        .redirectErrorStream(true)
        .redirectOutput(new File(folder, name + ".log"))
        .start();
  }

  /** Runs one to its end; what it printed. */
  static String run(final List<String> command) throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(found(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + " failed: " + output);
    }
    return output;
  }

  private static List<String> found(final List<String> command) {
    final String program =
        Stream.of("/usr/bin/", "/usr/sbin/", "")
            .map(folder -> folder + command.getFirst())
            .filter(path -> new File(path).canExecute())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(command.getFirst() + " is missing"));
    return Stream.concat(Stream.of(program), command.stream().skip(1)).toList();
  }
}
