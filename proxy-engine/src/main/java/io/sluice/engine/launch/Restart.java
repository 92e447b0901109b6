package io.sluice.engine.launch;

import io.sluice.engine.transport.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The process starts anew with more memory, in its own place: its id, descriptors and parent stay.
 * To be called by the main thread before anything is open.
 *
 * <p>Source: execve(2).
 */
final class Restart {
  /** Set by the launcher: a JVM that something else started is left as it is. */
  private static final String LAUNCHED = "sluice.launcher";

  /** Set by a restart, so that there is one at most. */
  private static final String DONE = "sluice.restarted";

  private static final String[] SAID_BY = {
    "SLUICE_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"
  };
  private static final long STEP_BYTES = 64 * MemoryNeed.MIB;

  private Restart() {}

  /** Whether there may be one: not where the operator says how much memory there is to be. */
  static boolean isPossible() {
    return Boolean.getBoolean(LAUNCHED)
        && !Boolean.getBoolean(DONE)
        && Arrays.stream(SAID_BY).noneMatch(Restart::saysBounds);
  }

  private static boolean saysBounds(final String variable) {
    final String options = System.getenv().getOrDefault(variable, "");
    return options.contains("-Xmx") || options.contains("MaxDirectMemorySize");
  }

  /** Does not return, unless it is not possible; why, is then in the exception. */
  static void with(final MemoryNeed need) throws IOException {
    final List<String> command = new ArrayList<>(texts("cmdline"));
    final int classPath = command.indexOf("-cp");
    if (classPath < 0) {
      throw new IOException("the command line has no class path");
    }
    command.addAll(
        classPath,
        List.of(
            // What the JVM tells of its heap is less than this, by a part that is always empty.
            "-Xmx" + megabytes(need.heapBytes() + need.heapBytes() / 10) + "m",
            "-XX:MaxDirectMemorySize=" + megabytes(need.bufferBytes()) + "m",
            "-D" + DONE + "=true"));
    System.out.flush();
    execute(
        Files.readSymbolicLink(Path.of("/proc/self/exe")).toString(), command, texts("environ"));
  }

  /** Bytes as they are, each for one character: they may be in any encoding. */
  private static List<String> texts(final String file) throws IOException {
    final String all = Files.readString(Path.of("/proc/self", file), StandardCharsets.ISO_8859_1);
    return all.isEmpty() ? List.of() : Arrays.asList(all.split("\0"));
  }

  private static long megabytes(final long bytes) {
    return (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES / MemoryNeed.MIB;
  }

  /** The JVM leaves its jars open for the next program; what was inherited stays as it is. */
  private static void closeFilesOnExec() throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (final Path descriptor : descriptors) {
        if (isOfTheJvm(descriptor)) {
          final int number = Integer.parseInt(descriptor.getFileName().toString());
          final var _ = Descriptors.setCloseOnExec(number);
        }
      }
    }
  }

  private static boolean isOfTheJvm(final Path descriptor) {
    try {
      final String name = Files.readSymbolicLink(descriptor).toString();
      return name.endsWith(".jar") || name.endsWith("/lib/modules");
    } catch (final IOException gone) {
      return false;
    }
  }

  @SuppressWarnings("restricted") // the signature is the function's own
  private static void execute(
      final String program, final List<String> command, final List<String> environment)
      throws IOException {
    final Linker linker = Linker.nativeLinker();
    final MethodHandle execve =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("execve"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      closeFilesOnExec();
      final int failed =
          (int)
              execve.invokeExact(
                  arena.allocateFrom(program),
                  strings(arena, command),
                  strings(arena, environment));
      throw new IOException("execve returned " + failed);
    } catch (final IOException e) {
      throw e;
    } catch (final Throwable e) {
      throw new IOException(e);
    }
  }

  private static MemorySegment strings(final Arena arena, final List<String> texts) {
    final MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(
          ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i), StandardCharsets.ISO_8859_1));
    }
    array.setAtIndex(ValueLayout.ADDRESS, texts.size(), MemorySegment.NULL);
    return array;
  }
}
