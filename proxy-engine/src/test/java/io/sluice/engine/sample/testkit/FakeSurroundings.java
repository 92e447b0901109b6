package io.sluice.engine.sample.testkit;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.Reply;
import io.sluice.config.http.Userlist;
import io.sluice.config.http.VarName;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.ProcessVariables;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.VariableIds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A proxy "fe" with what a test puts beside it. */
public final class FakeSurroundings implements Surroundings {
  private final Map<VarName.Scope, VariableIds> ids = new EnumMap<>(VarName.Scope.class);
  private final ProcessVariables process = new ProcessVariables();
  private final PatternFiles files = new PatternFiles();
  private int captures = 2;

  public final List<String> problems = new ArrayList<>();
  public final Map<String, Userlist> userlists = new HashMap<>();
  public final Map<String, StickTable> tables = new HashMap<>();
  public final Map<Integer, Reply> pages = new HashMap<>();
  public final Figures figures = new Figures("fe");

  public FakeSurroundings() {
    for (final VarName.Scope scope : VarName.Scope.values()) {
      ids.put(scope, new VariableIds());
    }
  }

  @Override
  public ProxyFigures proxy() {
    return figures;
  }

  @Override
  public Optional<ProxyFigures> backend(final String name) {
    return name.equals("be") ? Optional.of(new Figures(name)) : Optional.empty();
  }

  @Override
  public Optional<ProxyFigures> frontend(final String name) {
    return name.equals("fe") ? Optional.of(figures) : Optional.empty();
  }

  @Override
  public Optional<ServerFigures> server(final String backend, final String server) {
    return Optional.empty();
  }

  @Override
  public Optional<Userlist> userlist(final String name) {
    return Optional.ofNullable(userlists.get(name));
  }

  @Override
  public Optional<StickTable> table(final String name) {
    return Optional.ofNullable(tables.get(name));
  }

  @Override
  public VariableIds variableIds(final VarName.Scope scope) {
    return ids.get(scope);
  }

  @Override
  public ProcessVariables processVariables() {
    return process;
  }

  @Override
  public PatternFiles files() {
    return files;
  }

  @Override
  public int addRequestCapture(final int bytes) {
    return captures++;
  }

  @Override
  public Optional<Reply> errorPage(final int status) {
    return Optional.ofNullable(pages.get(status));
  }

  @Override
  public void problem(final String message) {
    problems.add(message);
  }

  /** Figures that a test sets. */
  public static final class Figures implements ProxyFigures {
    private final String name;
    public int usable = 2;

    Figures(final String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int id() {
      return 2;
    }

    @Override
    public boolean isBackend() {
      return false;
    }

    @Override
    public long sessions() {
      return 11;
    }

    @Override
    public long sessionLimit() {
      return 100;
    }

    @Override
    public long sessionRate() {
      return 7;
    }

    @Override
    public long queued() {
      return 5;
    }

    @Override
    public int usableServers() {
      return usable;
    }

    @Override
    public int servers() {
      return 3;
    }

    @Override
    public long freeSlots() {
      return -1;
    }
  }
}
