package io.sluice.engine.frontend;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import io.sluice.config.BindConfig;
import io.sluice.engine.http.HttpSession;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendSource;
import io.sluice.engine.tcp.Session;
import io.sluice.engine.transport.Sockets;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets of one {@code bind}: one for each worker where they can share the address
 * (SO_REUSEPORT), else one on a single worker, which hands its clients to all in turn.
 *
 * <p>It outlives reloads that keep its address; whose clients it takes may change with each.
 * Opened, started and stopped by the control loop.
 */
public final class Binding implements FrontendSource {
  private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

  private final BindConfig config;
  private final List<Worker> workers;
  private final AcceptErrors acceptErrors;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Worker> listenerWorkers = new ArrayList<>();
  private final AtomicInteger nextWorker = new AtomicInteger();
  private final boolean shared;
  private UnixPath unixPath;
  private boolean unix;
  private SocketAddress localAddress;
  private volatile FrontendRuntime frontend;
  private volatile boolean stopped;

  private Binding(
      final BindConfig config, final List<Worker> workers, final AcceptErrors acceptErrors) {
    this.config = config;
    this.workers = workers;
    this.acceptErrors = acceptErrors;
    shared = config.address() instanceof Address.Inet;
  }

  /**
   * Opens and binds; clients wait in the backlog until {@link #start}.
   *
   * @param address of a TCP bind, resolved; null for others
   * @param backlog of each socket
   * @param ours whether another binding of this process has the address, which this one replaces
   * @throws BindFailure nothing is left open
   */
  public static Binding open(
      final BindConfig config,
      final SocketAddress address,
      final int backlog,
      final boolean ours,
      final List<Worker> workers,
      final AcceptErrors acceptErrors)
      throws BindFailure {
    final Binding binding = new Binding(config, workers, acceptErrors);
    try {
      switch (config.address()) {
        case Address.Inet _ -> binding.openShared(address, backlog);
        case Address.Unix unix -> binding.openUnix(unix, backlog, ours);
        case Address.Inherited inherited -> binding.openInherited(inherited);
      }
    } catch (final IOException e) {
      binding.abandon();
      throw BindFailure.of(config.address(), e);
    } catch (final ChannelException e) {
      binding.abandon();
      throw BindFailure.of(config.address(), e);
    } catch (final BindFailure | RuntimeException e) {
      binding.abandon();
      throw e;
    }
    return binding;
  }

  /**
   * Sees whether another process holds the address. With SO_REUSEPORT the kernel would let two
   * processes of one user share it, and clients would be split between them.
   *
   * @param address of a TCP bind, resolved; null for others
   * @throws BindFailure it is held, or cannot be bound at all
   */
  public static void probe(final BindConfig config, final SocketAddress address)
      throws BindFailure {
    try {
      switch (config.address()) {
        case Address.Inet _ -> probePort(config, address);
        case Address.Unix path -> UnixPath.probe(path);
        case Address.Inherited inherited -> InheritedSocket.listening(inherited);
      }
    } catch (final IOException e) {
      throw BindFailure.of(config.address(), e);
    } catch (final ChannelException e) {
      throw BindFailure.of(config.address(), e);
    }
  }

  private static void probePort(final BindConfig config, final SocketAddress address)
      throws IOException {
    final Socket socket = Sockets.open(address);
    try {
      prepare(socket, config, address);
      socket.bind(address);
    } finally {
      closeQuietly(socket);
    }
  }

  private static void prepare(
      final Socket socket, final BindConfig config, final SocketAddress address)
      throws IOException {
    socket.setReuseAddress(true);
    if (config.freebind()) {
      Sockets.freeBind(socket);
    }
    if (config.deferAccept()) {
      Sockets.deferAccept(socket);
    }
    if (Sockets.isIpv6(address)) {
      Sockets.v6Only(socket, config.v6only());
    }
  }

  private void openShared(final SocketAddress address, final int backlog) throws IOException {
    localAddress = address;
    for (final Worker worker : workers) {
      final Socket socket = Sockets.open(address);
      add(worker, socket);
      prepare(socket, config, address);
      socket.setReusePort(true);
      socket.bind(localAddress);
      socket.listen(backlog);
      // A port of 0 was chosen for the first; the others share it.
      localAddress = socket.localAddress();
    }
  }

  private void openUnix(final Address.Unix address, final int backlog, final boolean ours)
      throws IOException, BindFailure {
    final Socket socket = Sockets.open(new DomainSocketAddress(address.path()));
    add(workers.getFirst(), socket);
    unixPath = UnixPath.bind(socket, address, config.mode(), backlog, ours);
    unix = true;
    localAddress = new DomainSocketAddress(address.path());
  }

  private void openInherited(final Address.Inherited inherited) throws IOException, BindFailure {
    final Socket socket = InheritedSocket.adopt(inherited);
    add(workers.getFirst(), socket);
    unix = Sockets.isUnix(socket);
    localAddress = unix ? socket.localDomainSocketAddress() : socket.localAddress();
  }

  private void add(final Worker worker, final Socket socket) {
    listeners.add(new Listener(worker, socket, this));
    listenerWorkers.add(worker);
  }

  /** Starts to accept clients for this frontend. */
  public void start(final FrontendRuntime first) {
    frontend = first;
    if (unixPath != null) {
      unixPath.publish();
    }
    for (int i = 0; i < listeners.size(); i++) {
      listenerWorkers.get(i).execute(listeners.get(i)::start);
    }
  }

  /** Clients that come from now on are for this generation of the frontend. */
  public void setFrontend(final FrontendRuntime next) {
    final FrontendRuntime before = frontend;
    final int backlog = next.config().backlog();
    if (backlog != before.config().backlog()) {
      // listen(2) on a socket that listens already changes its backlog.
      listeners.forEach(listener -> listener.setBacklog(backlog));
    }
    frontend = next;
    if (before.state() != next.state()) {
      for (int i = 0; i < listeners.size(); i++) {
        listenerWorkers.get(i).execute(listeners.get(i)::onFrontendChanged);
      }
    }
  }

  /** Takes the clients that have come already, and closes. */
  public void stop() {
    stopped = true;
    for (int i = 0; i < listeners.size(); i++) {
      listenerWorkers.get(i).execute(listeners.get(i)::stop);
    }
    if (unixPath != null) {
      unixPath.remove();
    }
  }

  /**
   * Gives up what was opened and is not to serve. A descriptor that the process was started with
   * stays open: it could not be had again.
   */
  public void abandon() {
    if (frontend != null) {
      stop();
      return;
    }
    if (!(config.address() instanceof Address.Inherited)) {
      listeners.forEach(Listener::close);
    }
    if (unixPath != null) {
      unixPath.abandon();
    }
  }

  public BindConfig config() {
    return config;
  }

  /** Where it listens: with the port that the kernel chose for 0. */
  public SocketAddress localAddress() {
    return localAddress;
  }

  /** Whether its clients come by a unix socket. */
  boolean isUnix() {
    return unix;
  }

  FrontendRuntime frontend() {
    return frontend;
  }

  @Override
  public FrontendRuntime current() {
    return stopped ? null : frontend;
  }

  AcceptErrors acceptErrors() {
    return acceptErrors;
  }

  Logger log() {
    return LOG;
  }

  /**
   * A client was accepted on a worker, and holds a place.
   *
   * @param inherits whether its socket has the options of the listening one
   */
  void onAccepted(
      final Worker acceptor,
      final FrontendRuntime accepting,
      final Socket socket,
      final SocketAddress client,
      final boolean inherits) {
    try {
      if (!unix) {
        Sockets.configureAccepted(socket, accepting.config().socket(), inherits);
      }
    } catch (final IOException | ChannelException gone) {
      closeQuietly(socket);
      accepting.state().leave();
      return;
    }
    if (shared || workers.size() == 1) {
      begin(acceptor, accepting, socket, client);
    } else {
      final Worker worker =
          workers.get(Math.floorMod(nextWorker.getAndIncrement(), workers.size()));
      worker.execute(() -> begin(worker, accepting, socket, client));
    }
  }

  private void begin(
      final Worker worker,
      final FrontendRuntime accepting,
      final Socket socket,
      final SocketAddress client) {
    switch (accepting.config().mode()) {
      case TCP -> new Session(worker, accepting, socket, client).start();
      case HTTP -> new HttpSession(worker, this, accepting, socket, client).start();
    }
  }

  private static void closeQuietly(final Socket socket) {
    try {
      socket.close();
    } catch (final IOException e) {
      LOG.debug("close: {}", e.getMessage());
    }
  }
}
