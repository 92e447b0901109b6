package io.sluice.engine.transport;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * File descriptors of the process: their limit, and their flags.
 *
 * <p>Source: fcntl(2), proc(5).
 */
public final class Descriptors {
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String OPEN_FILES = "Max open files";

  private Descriptors() {}

  /**
   * How many this process may have open; Long.MAX_VALUE where there is no limit or it cannot be
   * known.
   */
  public static long limit() {
    try {
      for (final String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(OPEN_FILES)) {
          final StringTokenizer values = new StringTokenizer(line.substring(OPEN_FILES.length()));
          final String soft = values.nextToken();
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (final IOException noProc) {
      return Long.MAX_VALUE;
    }
    return Long.MAX_VALUE;
  }

  /** Sets O_NONBLOCK. Returns false where that is refused. */
  public static boolean setNonBlocking(final int fd) {
    final int flags = fcntl(fd, F_GETFL, 0);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
  }

  /** Sets FD_CLOEXEC: the next program does not get it. Returns false where that is refused. */
  public static boolean setCloseOnExec(final int fd) {
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
  }

  /** Bound for each call: there are few, at a start or none. */
  @SuppressWarnings("restricted") // the signature is fcntl's own
  private static int fcntl(final int fd, final int command, final int argument) {
    final Linker linker = Linker.nativeLinker();
    final MethodHandle fcntl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("fcntl"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    try {
      return (int) fcntl.invokeExact(fd, command, argument);
    } catch (final Throwable e) {
      throw new IllegalStateException("fcntl", e);
    }
  }
}
