package io.sluice.engine.galera;

/** What happens to a node, and how it becomes a synced member again. */
enum Fault {
  /** Its process ends at once. */
  KILL_9 {
    @Override
    void strike(GaleraNode node) {
      node.kill9();
    }

    @Override
    void heal(GaleraNode node) {
      node.rejoin();
    }
  },
  /** It is asked to end: it leaves the cluster first. */
  SIGTERM {
    @Override
    void strike(GaleraNode node) {
      node.sigterm();
    }

    @Override
    void heal(GaleraNode node) {
      node.awaitExit();
      node.rejoin();
    }
  },
  /** Its process is frozen; the kernel goes on to accept connections for it. */
  SIGSTOP {
    @Override
    void strike(GaleraNode node) {
      node.sigstop();
    }

    @Override
    void heal(GaleraNode node) {
      node.sigcont();
      node.awaitSynced();
    }
  },
  /** wsrep_reject_queries: it ends its sessions, and refuses queries. */
  ALL_KILL {
    @Override
    void strike(GaleraNode node) {
      node.rejectQueries(true);
    }

    @Override
    void heal(GaleraNode node) {
      node.rejectQueries(false);
    }
  },
  /** wsrep_desync: it may fall behind, and says so. It works on. */
  DESYNC {
    @Override
    void strike(GaleraNode node) {
      node.desync(true);
    }

    @Override
    void heal(GaleraNode node) {
      node.desync(false);
      node.awaitSynced();
    }
  },
  /** It is cut off from the other nodes, and not from its clients. */
  PARTITION {
    @Override
    void strike(GaleraNode node) {
      node.isolate(true);
    }

    @Override
    void heal(GaleraNode node) {
      node.isolate(false);
      node.awaitSynced();
    }
  };

  abstract void strike(GaleraNode node);

  /** Undoes it, and waits. */
  abstract void heal(GaleraNode node);
}
