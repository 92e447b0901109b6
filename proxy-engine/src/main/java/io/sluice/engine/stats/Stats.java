package io.sluice.engine.stats;

import io.sluice.backends.ServerState;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Switch;
import io.sluice.backends.writer.WriterSnapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is counted, at one moment.
 *
 * @param process the process
 * @param frontends in the order of the configuration
 * @param backends in the order of the configuration
 * @param writers the groups that have a writer, by name
 */
public record Stats(
    ProcessStats process,
    List<FrontendStats> frontends,
    List<BackendStats> backends,
    List<WriterStats> writers,
    List<TableStats> tables) {
  /** Without stick tables. */
  public Stats(
      final ProcessStats process,
      final List<FrontendStats> frontends,
      final List<BackendStats> backends,
      final List<WriterStats> writers) {
    this(process, frontends, backends, writers, List.of());
  }

  /** The same with stick tables. */
  public Stats withTables(final List<TableStats> all) {
    return new Stats(process, frontends, backends, writers, all);
  }

  /**
   * A stick table.
   *
   * @param size entries at most
   * @param used entries that it has
   */
  public record TableStats(String name, long size, long used) {}

  /**
   * The process.
   *
   * @param version of Sluice
   * @param uptimeSeconds since its start
   * @param eventLoops how many there are
   * @param maxconn the limit in force
   * @param openConnections client connections now
   * @param connections client connections since the start
   * @param acceptErrors accepts that failed, by want of descriptors or otherwise
   * @param logDropped log lines that were dropped because their buffer was full
   * @param reloads reloads that took effect
   * @param reloadFailures reloads that were refused
   * @param stopping whether it drains
   */
  public record ProcessStats(
      String version,
      double uptimeSeconds,
      int eventLoops,
      int maxconn,
      long openConnections,
      long connections,
      long acceptErrors,
      long logDropped,
      long reloads,
      long reloadFailures,
      boolean stopping) {}

  /**
   * What frontends, backends and servers have in common; the sums of {@link ProxyCounters}, field
   * by field.
   *
   * @param http empty: it speaks no HTTP
   */
  public record Totals(
      long sessions,
      long open,
      long bytesIn,
      long bytesOut,
      long connectErrors,
      long retries,
      long redispatches,
      long clientAborts,
      long serverAborts,
      long noServer,
      long queueTimeouts,
      long killed,
      Optional<HttpTotals> http) {
    /** The same of what speaks no HTTP. */
    public Totals withoutHttp() {
      return new Totals(
          sessions,
          open,
          bytesIn,
          bytesOut,
          connectErrors,
          retries,
          redispatches,
          clientAborts,
          serverAborts,
          noServer,
          queueTimeouts,
          killed,
          Optional.empty());
    }
  }

  /**
   * What is counted of requests and responses.
   *
   * @param responses how many there were of each class of status
   * @param requestsDenied by a rule
   * @param responsesDenied by a rule
   * @param requestErrors requests that were refused, or did not come to their end
   * @param responseErrors responses that were no valid ones, or did not come, or not to their end
   * @param reuses requests on a connection that had served another
   * @param idle connections to servers that wait for a request now
   */
  public record HttpTotals(
      long requests,
      Responses responses,
      long requestsDenied,
      long responsesDenied,
      long requestErrors,
      long responseErrors,
      long reuses,
      long idle) {}

  /** Responses by the first digit of their status. */
  public record Responses(
      long informational,
      long successful,
      long redirecting,
      long refusing,
      long failing,
      long others) {
    /** By what they are called, such as {@code 2xx} and {@code other}, in that order. */
    public Map<String, Long> byCode() {
      final Map<String, Long> codes = new LinkedHashMap<>();
      codes.put("1xx", informational);
      codes.put("2xx", successful);
      codes.put("3xx", redirecting);
      codes.put("4xx", refusing);
      codes.put("5xx", failing);
      codes.put("other", others);
      return codes;
    }
  }

  /**
   * A frontend.
   *
   * @param maxconn its own limit; 0: none
   */
  public record FrontendStats(String name, int maxconn, Totals totals) {}

  /**
   * A backend.
   *
   * @param writerGroup the cluster that it belongs to; empty: none
   * @param queued sessions that wait for any server
   */
  public record BackendStats(
      String name, String writerGroup, int queued, Totals totals, List<ServerStats> servers) {}

  /**
   * A server.
   *
   * @param address as configured
   * @param backup whether it is a backup
   * @param weight as configured
   * @param maxconn as configured; 0: none
   * @param state health, admin state and reason
   * @param queued sessions that wait for this server
   * @param checkStatus the last check's status, such as {@code L7OK}; empty: not checked yet or
   *     never
   * @param checkDurationSeconds how long the last check took
   * @param checks checks since the start
   * @param checkFailures checks that failed
   * @param downs transitions from up to down
   * @param errorLimits times that connects of the traffic failed until {@code on-error} followed
   * @param checkType what checks it, such as {@code galera}; empty: nothing
   * @param report what it last said of its place in a cluster; empty: nothing, or it does not
   *     answer, or nobody asks
   * @param stateSeconds how long its state is what it is
   * @param agent empty: it has none
   */
  public record ServerStats(
      String name,
      String address,
      boolean backup,
      int weight,
      int maxconn,
      ServerState state,
      int queued,
      Totals totals,
      String checkStatus,
      double checkDurationSeconds,
      long checks,
      long checkFailures,
      long downs,
      long errorLimits,
      String checkType,
      Optional<NodeReport> report,
      double stateSeconds,
      Optional<AgentStats> agent) {}

  /**
   * A group with one writer.
   *
   * @param snapshot the group now
   * @param switches the last changes of its writer, the newest first
   * @param switchCount all changes since the start
   */
  public record WriterStats(
      WriterSnapshot snapshot, List<SwitchStats> switches, long switchCount) {}

  /**
   * A change of a writer.
   *
   * @param at when the new writer took its first sessions
   */
  public record SwitchStats(Instant at, Switch change) {}

  /**
   * A server's agent.
   *
   * @param status of the last question, such as {@code L7OK}; empty: none ended yet
   * @param durationSeconds how long it took
   */
  public record AgentStats(String status, double durationSeconds) {}
}
