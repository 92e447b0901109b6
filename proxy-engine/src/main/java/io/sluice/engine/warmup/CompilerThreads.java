package io.sluice.engine.warmup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads of the JVM's compilers, as the kernel shows them. The JVM starts and ends them as it
 * needs them. Any thread.
 *
 * @param tasks where the kernel shows the threads of a process; proc(5), /proc/pid/task
 */
record CompilerThreads(Path tasks) {
  /** The one that compiles fast, and the one that compiles well. */
  private static final List<String> NAMES = List.of("C1 Compiler", "C2 Compiler");

  /** Those of this process. */
  static CompilerThreads ofThisProcess() {
    return new CompilerThreads(Path.of("/proc/self/task"));
  }

  /** Where the kernel shows them; none: it shows no names. */
  List<Path> all() throws IOException {
    final List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (final Path thread : threads) {
        if (NAMES.stream().anyMatch(name(thread)::startsWith)) {
          found.add(thread);
        }
      }
    }
    return found;
  }

  /** Cut behind 15 letters by the kernel. */
  private static String name(final Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (final NoSuchFileException ended) {
      return "";
    }
  }
}
