package io.sluice.engine.sample;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.Reply;
import io.sluice.config.http.Userlist;
import io.sluice.config.http.VarName;
import java.util.Optional;

/**
 * What rules of one proxy refer to by name, for one generation. Used while a configuration is
 * loaded, on the thread that loads it.
 */
public interface Surroundings {
  /** The proxy whose rules these are. */
  ProxyFigures proxy();

  /** Empty: there is none. */
  Optional<ProxyFigures> backend(String name);

  /** Empty: there is none. */
  Optional<ProxyFigures> frontend(String name);

  /**
   * A server of a backend.
   *
   * @return empty: there is none
   */
  Optional<ServerFigures> server(String backend, String server);

  /** Empty: there is none. */
  Optional<Userlist> userlist(String name);

  /**
   * A stick table.
   *
   * @param name empty: the proxy's own
   * @return empty: there is none
   */
  Optional<StickTable> table(String name);

  /** The numbers of the variables of a scope; the same for all generations. */
  VariableIds variableIds(VarName.Scope scope);

  /** The variables of the process; the same for all generations. */
  ProcessVariables processVariables();

  /** Files of patterns and maps, each read once for a generation. */
  PatternFiles files();

  /**
   * A further place for what {@code http-request capture ... len} keeps.
   *
   * @return its number among the captures of the request
   */
  int addRequestCapture(int bytes);

  /** The answer that belongs to a status here; empty: a plain one of ours. */
  Optional<Reply> errorPage(int status);

  /** Something that is wrong, beside what {@link RuleProblem} stops for. */
  void problem(String message);
}
