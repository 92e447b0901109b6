package io.sluice.health.external;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a program, on a virtual thread of its own, which lasts until the program is gone.
 *
 * <pre>
 *   waits for a place → runs → ended, or {@link #kill} → its group is killed → the place is free
 * </pre>
 */
final class ProgramRun {
  private static final File NOTHING = new File("/dev/null");
  private static final long LOOK_EVERY_MILLIS = 20;

  private final CommandLine command;
  private final ProgramLimit limit;
  private final Consumer<End> onEnd;
  private final Thread thread;
  private volatile boolean started;
  private volatile boolean over;

  /** How a run ended. */
  sealed interface End {
    /** The program ended; 128 and above may mean a signal. */
    record Exited(int code, String firstLine) implements End {}

    /** There was no program. */
    record NotStarted(String why) implements End {}

    /** It was killed while it ran, or while it waited for a place. */
    record Killed(String firstLine) implements End {}
  }

  /**
   * Begins a run.
   *
   * @param onEnd called once, on the run's thread, when nothing of it is left
   */
  ProgramRun(final CommandLine command, final ProgramLimit limit, final Consumer<End> onEnd) {
    this.command = command;
    this.limit = limit;
    this.onEnd = onEnd;
    this.thread = Thread.ofVirtual().name("sluice-external-check").start(this::run);
  }

  /** Whether there was a place for it. */
  boolean started() {
    return started;
  }

  /** Whether nothing of it is left. */
  boolean over() {
    return over;
  }

  /** Ends it, with all that it started. Returns at once; any thread. */
  void kill() {
    thread.interrupt();
  }

  private void run() {
    try {
      limit.take();
    } catch (InterruptedException killed) {
      tell(new End.Killed(""));
      return;
    }
    started = true;
    try {
      tell(runProgram());
    } catch (IOException e) {
      tell(new End.NotStarted(String.valueOf(e.getMessage())));
    } finally {
      limit.giveBack();
    }
  }

  /** Over comes first: who hears of the end may begin the next run. */
  private void tell(final End end) {
    over = true;
    onEnd.accept(end);
  }

  private End runProgram() throws IOException {
    try (ProgramOutput output = ProgramOutput.open()) {
      final Process program = start(output);
      boolean killed = false;
      try {
        output.onStarted();
        while (!program.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          output.read();
        }
      } catch (InterruptedException e) {
        killed = true;
      } finally {
        end(program);
      }
      output.read();
      return killed
          ? new End.Killed(output.firstLine())
          : new End.Exited(program.exitValue(), output.firstLine());
    }
  }

  private Process start(final ProgramOutput output) throws IOException {
    final ProcessBuilder builder =
        new ProcessBuilder(command.words())
            .directory(new File("/"))
            .redirectInput(NOTHING)
            .redirectOutput(Redirect.to(output.file()))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    return builder.start();
  }

  /** Returns when the program is gone, however long that takes. */
  private static void end(final Process program) {
    if (!program.isAlive()) {
      ProcessGroup.endRest(program.pid());
      return;
    }
    ProcessGroup.end(program);
    program.onExit().join();
  }
}
