package io.sluice.health.external;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Ends programs with all that they started. Stateless; any thread.
 *
 * <p>Source: kill(2).
 */
final class ProcessGroup {
  private static final int SIGKILL = 9;
  private static final MethodHandle KILL = kill();

  private ProcessGroup() {}

  @SuppressWarnings("restricted") // the signature is kill's own
  private static MethodHandle kill() {
    final Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  /** Kills a program that runs, its group, and those of its descendants that left the group. */
  static void end(final Process leader) {
    final List<ProcessHandle> descendants = leader.descendants().toList();
    leader.destroyForcibly();
    endRest(leader.pid());
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills what is left of a group whose leader has ended; nothing happens where nothing is. */
  static void endRest(final long leader) {
    try {
      final int _ = (int) KILL.invokeExact((int) -leader, SIGKILL);
    } catch (final Throwable e) {
      throw new IllegalStateException("kill", e);
    }
  }
}
