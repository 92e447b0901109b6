package io.sluice.engine.tcp;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.rules.Verdict;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;

/**
 * Where a client waits while rules look at its first bytes, which are kept for the server. Confined
 * to the session's worker; only sessions that rules are for have one.
 *
 * <pre>
 *   begin ─► READING ──all rules have decided──► passed on, with what was read
 *             │  ▲ └───a rule rejects──────────► refused: PROXY
 *             │  │  └──reset, or silent────────► refused: CLIENT_ABORT, CLIENT_TIMEOUT
 *             ▼  │ more bytes
 *            WAITING ──inspect-delay is over, the client has ended, no more fits──► rules decide
 * </pre>
 *
 * <p>It keeps {@link TcpWorker#MOST_BYTES} at most, and what it keeps grows with what came.
 *
 * <p>Source: HAProxy configuration manual, {@code tcp-request inspect-delay}.
 */
final class Inspection extends Timer {
  /** Who waits for the rules. Called on the worker. */
  interface Owner {
    /** The rules let it pass; what was read is taken with {@link #takeBytes}. */
    void onPassed(long nowNanos);

    /** They do not, or the client has gone. */
    void onRefused(Cause cause);

    /** A defect showed. */
    void onInspectionDefect();
  }

  private static final int FIRST_BYTES = 1024;

  private final Worker worker;
  private final Connection client;
  private final SessionRules rules;
  private final long clientNanos;
  private final Owner owner;

  /** What was read; null: nothing. */
  private ByteBuf kept;

  private int size;
  private boolean ended;
  private boolean over;

  /** When the rules must decide; 0: none waits yet. */
  private long deadlineNanos;

  private long activeNanos;

  /**
   * @param clientNanos how long the client may be silent; 0: forever
   */
  Inspection(
      final Worker worker,
      final Connection client,
      final SessionRules rules,
      final long clientNanos,
      final Owner owner) {
    this.worker = worker;
    this.client = client;
    this.rules = rules;
    this.clientNanos = clientNanos;
    this.owner = owner;
  }

  /** Begins with what is there already. */
  void begin(final long nowNanos) {
    activeNanos = nowNanos;
    onClientReady(nowNanos);
  }

  /** The client may have sent more, or have ended. */
  void onClientReady(final long nowNanos) {
    if (over) {
      return;
    }
    if (!rules.lookAtContent() || read(nowNanos)) {
      decide(nowNanos);
    } else {
      refuse(Cause.CLIENT_ABORT, nowNanos);
    }
  }

  /** How many bytes were read. */
  int size() {
    return size;
  }

  /** What was read, kept by the worker, for whoever goes on; null: nothing. */
  ByteBuf takeBytes() {
    final ByteBuf taken = kept;
    kept = null;
    return taken;
  }

  /** Frees what it holds; nothing is reported any more. */
  void close() {
    over = true;
    worker.cancel(this);
    if (kept != null) {
      worker.drop(kept);
      kept = null;
    }
  }

  /** Reads all there is room for. Returns false: the client is gone. */
  private boolean read(final long nowNanos) {
    while (!ended && size < TcpWorker.MOST_BYTES) {
      final int room = Math.min(TcpWorker.MOST_BYTES - size, worker.readBytes());
      final int got = client.read(worker.readAddress(), room);
      if (got == Connection.RESET) {
        return false;
      }
      if (got == Connection.WOULD_BLOCK) {
        return true;
      }
      if (got == Connection.ENDED) {
        ended = true;
      } else {
        keep(got);
        activeNanos = nowNanos;
      }
    }
    return true;
  }

  private void keep(final int got) {
    if (kept == null || kept.writableBytes() < got) {
      final int doubled = Math.max(size + got, Math.max(FIRST_BYTES, 2 * size));
      final ByteBuf more = worker.keepRoom(Math.min(TcpWorker.MOST_BYTES, doubled));
      if (kept != null) {
        more.writeBytes(kept);
        worker.drop(kept);
      }
      kept = more;
    }
    kept.writeBytes(worker.readBuffer(), 0, got);
    size += got;
  }

  private void decide(final long nowNanos) {
    final boolean late = deadlineNanos != 0 && nowNanos - deadlineNanos >= 0;
    final Verdict verdict = ask(ended || size == TcpWorker.MOST_BYTES || late, nowNanos);
    if (verdict == Verdict.WAIT_INPUT) {
      await(nowNanos);
    } else if (verdict == Verdict.CONTINUE) {
      over = true;
      worker.cancel(this);
      owner.onPassed(nowNanos);
    } else {
      close();
      owner.onRefused(Cause.PROXY);
    }
  }

  private Verdict ask(final boolean complete, final long nowNanos) {
    final Payload shown = rules.transaction().requestPayload();
    TcpWorker.of(worker).show(kept, shown);
    shown.whole = ended;
    shown.full = size == TcpWorker.MOST_BYTES;
    final Verdict verdict = rules.content(complete, nowNanos);
    shown.clear();
    return verdict;
  }

  private void await(final long nowNanos) {
    if (deadlineNanos == 0) {
      deadlineNanos = nowNanos + rules.inspectNanos();
    }
    final long left = deadlineNanos - nowNanos;
    worker.schedule(this, nowNanos + Math.min(left, clientLeftNanos(nowNanos)));
  }

  private long clientLeftNanos(final long nowNanos) {
    return clientNanos == 0 || ended ? Long.MAX_VALUE : clientNanos - (nowNanos - activeNanos);
  }

  /** As in HAProxy, the rules see what there was, for what they count and keep. */
  private void refuse(final Cause cause, final long nowNanos) {
    final Verdict _ = ask(true, nowNanos);
    close();
    owner.onRefused(cause);
  }

  @Override
  protected void onExpired(final long nowNanos) {
    if (over) {
      return;
    }
    try {
      if (clientLeftNanos(nowNanos) <= 0 && deadlineNanos - nowNanos > 0) {
        refuse(Cause.CLIENT_TIMEOUT, nowNanos);
      } else {
        decide(nowNanos);
      }
    } catch (final RuntimeException | Error defect) {
      Defects.note(defect);
      owner.onInspectionDefect();
    }
  }
}
