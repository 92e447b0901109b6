package io.sluice.backends.writer;

import java.util.List;

/**
 * What a Galera node says of itself. Source: the status variables {@code wsrep_*}.
 *
 * @param localState 0 initialized, 1 joining, 2 donor or desynced, 3 joined, 4 synced
 * @param localStateComment the same in the node's words
 * @param primary whether it is in a component that has the quorum ({@code wsrep_cluster_status})
 * @param ready {@code wsrep_ready}
 * @param connected {@code wsrep_connected}
 * @param on {@code wsrep_on}; without it the server is no node
 * @param desync {@code wsrep_desync}
 * @param desyncCount operations that hold it out of flow control ({@code wsrep_desync_count})
 * @param rejectQueries {@code wsrep_reject_queries}: NONE, ALL or ALL_KILL
 * @param donorRejects {@code wsrep_sst_donor_rejects_queries}
 * @param sstMethod {@code wsrep_sst_method}
 * @param readOnly {@code read_only}, or {@code super_read_only}
 * @param maintMode {@code pxc_maint_mode}; DISABLED where the server has none
 * @param localIndex its place among the members, from 0; -1: it is no member
 * @param stateUuid of the cluster; empty: none
 * @param confId number of the cluster's view, which grows with each change of its members; -1: none
 * @param clusterSize members of the view
 * @param gcommUuid the member's identity in the view; empty: not said
 * @param nodeName {@code wsrep_node_name}
 * @param incomingAddresses of the members, in the order of their indexes; an arbitrator's is empty,
 *     and one that is not configured is AUTO
 * @param recvQueue transactions received and not applied
 * @param flowControlRequested whether it holds the others up
 * @param flowControlPausedNanos how long replication was held up, since the start
 * @param certFailures transactions that lost against one of another node, since the start
 * @param bfAborts transactions that were aborted for one of another node, since the start
 * @param threadsConnected clients now
 * @param maxConnections clients at most
 */
public record GaleraStatus(
    int localState,
    String localStateComment,
    boolean primary,
    boolean ready,
    boolean connected,
    boolean on,
    boolean desync,
    long desyncCount,
    String rejectQueries,
    boolean donorRejects,
    String sstMethod,
    boolean readOnly,
    String maintMode,
    long localIndex,
    String stateUuid,
    long confId,
    int clusterSize,
    String gcommUuid,
    String nodeName,
    List<String> incomingAddresses,
    long recvQueue,
    boolean flowControlRequested,
    long flowControlPausedNanos,
    long certFailures,
    long bfAborts,
    long threadsConnected,
    long maxConnections) {
  /** A node that has all that the cluster has. */
  public static final int SYNCED = 4;

  public GaleraStatus {
    incomingAddresses = List.copyOf(incomingAddresses);
  }
}
