package io.sluice.engine.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What tests of other packages know of splice(2) in this process. */
public final class Splicing {
  private Splicing() {}

  /** Waits until splice(2) may be called: from then on bulk is not copied. */
  public static void await() throws InterruptedException {
    Splice.load().join();
    if (!Splice.isReady()) {
      throw new AssertionError("there is no splice(2)");
    }
  }

  /** Ends of pipes that this process has. */
  public static long pipeEnds() throws IOException {
    return pipeEnds("self");
  }

  /** Ends of pipes that a process has, by its id. */
  public static long pipeEnds(final String process) throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc", process, "fd"))) {
      return links.filter(Splicing::isPipe).count();
    }
  }

  private static boolean isPipe(final Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("pipe:");
    } catch (final IOException gone) {
      return false;
    }
  }
}
