package io.sluice.engine.admin;

import io.sluice.backends.AdminState;
import io.sluice.backends.stick.StickTable;
import io.sluice.engine.stats.Stats;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Shows and answers what a test says, and keeps what it was told to do. */
final class FakeOperations implements Operations {
  volatile Supplier<Stats> stats =
      () -> {
        throw new IllegalStateException("no stats in this test");
      };
  volatile Readiness readiness = new Readiness(true, "", true, "");
  volatile Supplier<Reply> reply = Reply.Accepted::new;
  final List<StickTable> tables = new CopyOnWriteArrayList<>();
  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<String> callers = new CopyOnWriteArrayList<>();

  @Override
  public Stats stats() {
    return stats.get();
  }

  @Override
  public Readiness readiness() {
    return readiness;
  }

  @Override
  public Collection<StickTable> tables() {
    return tables;
  }

  @Override
  public long tableMillis() {
    return 1000;
  }

  @Override
  public Reply setState(
      final String backend, final String server, final AdminState wanted, final String who) {
    return keep("set " + backend + " " + server + " " + wanted, who);
  }

  @Override
  public Reply moveWriter(final String group, final String server, final String who) {
    return keep("move " + group + " " + server, who);
  }

  @Override
  public Reply probe(final String group, final String who) {
    return keep("probe " + group, who);
  }

  private Reply keep(final String command, final String who) {
    commands.add(command);
    callers.add(who);
    return reply.get();
  }
}
