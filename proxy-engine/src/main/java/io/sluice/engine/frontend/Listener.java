package io.sluice.engine.frontend;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.sluice.config.Mode;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendState;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Sockets;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One listening socket on one worker. Confined to that worker.
 *
 * <pre>
 *   ACCEPTING ──a limit is reached──► PARKED ──a place is free──► ACCEPTING
 *       ├──no descriptors──► PAUSED ──100 ms──► ACCEPTING
 *       └──stop──► CLOSED
 * </pre>
 *
 * <p>A place is taken before a client is accepted, so that at the limit clients wait in the
 * kernel's backlog and none is accepted to be turned away.
 */
final class Listener implements EpollIoHandle {
  private enum State {
    ACCEPTING,
    PARKED,
    PAUSED,
    CLOSED
  }

  /** Accepts in one go, before sessions get their turn. */
  private static final int ACCEPTS_PER_TURN = 64;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final EpollIoOps INCOMING = EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLET);

  /** accept(2): the client went away while it waited; the next one may be fine. */
  private static final int ECONNABORTED = -103;

  private static final int EPROTO = -71;

  private final Worker worker;
  private final Socket socket;
  private final Binding binding;
  private final byte[] peer = new byte[ClientAddress.MAX_BYTES];
  private final Pause pause = new Pause();
  private State state = State.ACCEPTING;
  private Resume resume;

  /** Whose options the socket has; null: nobody's. */
  private FrontendRuntime prepared;

  /** Whether all sockets that wait to be accepted have these options too. */
  private boolean inherits;

  private IoRegistration registration;

  Listener(final Worker worker, final Socket socket, final Binding binding) {
    this.worker = worker;
    this.socket = socket;
    this.binding = binding;
  }

  /** Starts to accept. */
  void start() {
    registration = Objects.requireNonNull(worker.eventLoop().register(this).getNow());
    registration.submit(INCOMING);
  }

  /** Any thread. */
  void setBacklog(final int backlog) {
    try {
      socket.listen(backlog);
    } catch (final IOException e) {
      binding.log().warn("the backlog stays as it was: {}", e.getMessage());
    }
  }

  /** Accepts what has come already, then closes. */
  void stop() {
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.ACCEPTING) {
      acceptAll();
    }
    state = State.CLOSED;
    worker.cancel(pause);
    registration.cancel();
    close();
  }

  /** Closes a socket that was never started, or is done. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (final IOException e) {
      binding.log().debug("close of a listening socket: {}", e.getMessage());
    }
  }

  @Override
  public void handle(final IoRegistration from, final IoEvent event) {
    try {
      accept();
    } catch (final Throwable defect) {
      // Netty would pause the whole loop for a second, and the clients that wait bring no new
      // event.
      Defects.note(defect);
      pause();
    }
  }

  private void accept() {
    for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
      if (!acceptOne()) {
        return;
      }
    }
    // Asks for another event, so that sessions get their turn before the next clients.
    registration.submit(INCOMING);
  }

  private void acceptAll() {
    while (acceptOne()) {}
  }

  /** Returns whether there may be another. */
  @SuppressWarnings("ReferenceEquality") // Another generation may ask for other options.
  private boolean acceptOne() {
    if (state != State.ACCEPTING) {
      return false;
    }
    final FrontendRuntime frontend = binding.frontend();
    if (frontend != prepared) {
      prepare(frontend);
    }
    if (!frontend.state().tryAdmit(resumeFor(frontend.state()))) {
      state = State.PARKED;
      return false;
    }
    final int fd;
    try {
      fd = socket.accept(peer);
    } catch (final IOException e) {
      frontend.state().leave();
      return onAcceptFailed(e);
    }
    if (fd < 0) {
      frontend.state().leave();
      // Nobody is left of those who came before the options.
      inherits = prepared != null;
      return false;
    }
    final SocketAddress client = ClientAddress.of(peer, binding.isUnix());
    binding.onAccepted(worker, frontend, new Socket(fd), client, inherits);
    return true;
  }

  private void prepare(final FrontendRuntime frontend) {
    inherits = false;
    if (binding.isUnix()) {
      prepared = frontend;
      return;
    }
    try {
      final boolean clientSpeaksFirst = frontend.config().mode() == Mode.HTTP;
      Sockets.configureListening(socket, frontend.config().socket(), clientSpeaksFirst);
      prepared = frontend;
    } catch (final IOException e) {
      // Each socket that it accepts is told by itself.
      prepared = null;
      binding.log().debug("options of a listening socket: {}", e.getMessage());
    }
  }

  private boolean onAcceptFailed(final IOException error) {
    final int errno = error instanceof NativeIoException e ? e.expectedErr() : 0;
    if (errno == ECONNABORTED || errno == EPROTO) {
      return true;
    }
    binding.acceptErrors().count(worker.index(), error);
    pause();
    return false;
  }

  private void pause() {
    state = State.PAUSED;
    worker.schedule(pause, System.nanoTime() + PAUSE_NANOS);
  }

  /** Its clients are another frontend's from now on, whose limits may have a place. */
  void onFrontendChanged() {
    if (state == State.PARKED) {
      state = State.ACCEPTING;
      accept();
    }
  }

  private Resume resumeFor(final FrontendState frontend) {
    if (resume == null || resume.frontend != frontend) {
      resume = new Resume(frontend);
    }
    return resume;
  }

  private void onResumed(final FrontendState frontend) {
    final boolean accepts = state == State.PARKED || state == State.ACCEPTING;
    if (accepts) {
      state = State.ACCEPTING;
      accept();
    }
    if (!accepts || frontend != binding.frontend().state()) {
      // Not for us: the next one that waits gets the place.
      frontend.limit().wakeNext();
      frontend.process().wakeNext();
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  /** Waits for a place of one frontend; a reload may have given the socket to another meanwhile. */
  private final class Resume implements Runnable {
    private final FrontendState frontend;
    private final Runnable onLoop = this::onLoop;

    Resume(final FrontendState frontend) {
      this.frontend = frontend;
    }

    /** A place may be free. Called from any thread. */
    @Override
    public void run() {
      worker.execute(onLoop);
    }

    private void onLoop() {
      onResumed(frontend);
    }
  }

  private final class Pause extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      if (state == State.PAUSED) {
        state = State.ACCEPTING;
        accept();
      }
    }
  }
}
