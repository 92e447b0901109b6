package io.sluice.engine.warmup;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clients of a rehearsal: some that stay, some that come for one request, some that go without
 * waiting for the answer; in modes http and tcp, until they are closed.
 *
 * <p>One platform thread is all of them. It asks on each connection, and then hears each answer: so
 * there is little to compile and to run but what is rehearsed, and the event loops find many
 * connections ready at a time.
 */
final class RehearsalClients implements AutoCloseable {
  private static final int STAYING = 12;
  private static final long PATIENCE_MILLIS = 500;
  private static final long AGAIN_MILLIS = 100;

  private final List<Integer> httpPorts;
  private final int tcpPort;
  private final Set<RehearsalClient> open = ConcurrentHashMap.newKeySet();
  private final ResponseReader reader = new ResponseReader();
  private final Thread thread;
  private volatile boolean over;
  private final AtomicLong answered = new AtomicLong();

  RehearsalClients(final List<Integer> httpPorts, final int tcpPort) {
    this.httpPorts = httpPorts;
    this.tcpPort = tcpPort;
    thread = Thread.ofPlatform().name("rehearsal-clients").daemon().start(this::run);
  }

  long answered() {
    return answered.get();
  }

  private void run() {
    try {
      final RehearsalClient[] staying = new RehearsalClient[STAYING * (httpPorts.size() + 1)];
      for (int i = 0; i < staying.length; i++) {
        staying[i] = connect(port(i));
      }
      for (int round = 0; !over; round++) {
        askAll(staying, round);
        if (round % 4 == 0) {
          come(port(round / 4));
        }
        if (round % 64 == 9) {
          goWithoutAnswer(port(round / 64));
          final int gone = round % staying.length;
          staying[gone] = replace(staying[gone], port(gone));
        }
      }
    } catch (final IOException e) {
      // A rehearsal that fails is a start without one; and its end may cut a connection.
    } finally {
      closeAll();
    }
  }

  /** Those of each port, in turn. */
  private int port(final int number) {
    final int place = number % (httpPorts.size() + 1);
    return place == httpPorts.size() ? tcpPort : httpPorts.get(place);
  }

  private void askAll(final RehearsalClient[] staying, final int round) throws IOException {
    for (int i = 0; i < staying.length; i++) {
      staying[i].ask(request(round * staying.length + i));
    }
    for (final RehearsalClient client : staying) {
      client.hear();
    }
    answered.addAndGet(staying.length);
  }

  /** One in 101 has a body, one in 151 a large answer, one in seven a name for its host. */
  private static RehearsalRequest request(final int number) {
    if (number % 101 == 7) {
      return RehearsalRequest.POST;
    }
    if (number % 151 == 21) {
      return RehearsalRequest.LARGE;
    }
    return number % 7 == 3 ? RehearsalRequest.NAMED : RehearsalRequest.USUAL;
  }

  private RehearsalClient connect(final int port) throws IOException {
    final RehearsalClient client = new RehearsalClient(port, reader);
    open.add(client);
    return client;
  }

  /** One request, whose head comes in two parts, on a connection of its own. */
  private void come(final int port) throws IOException {
    final RehearsalClient client = connect(port);
    final int half = RehearsalRequest.LAST.bytes().length / 2;
    client.ask(RehearsalRequest.LAST, 0, half);
    client.ask(RehearsalRequest.LAST, half, RehearsalRequest.LAST.bytes().length);
    client.hear();
    client.close();
    open.remove(client);
    answered.incrementAndGet();
  }

  private void goWithoutAnswer(final int port) throws IOException {
    final RehearsalClient client = connect(port);
    client.ask(RehearsalRequest.USUAL);
    client.abort();
    open.remove(client);
  }

  private RehearsalClient replace(final RehearsalClient client, final int port) throws IOException {
    client.abort();
    open.remove(client);
    return connect(port);
  }

  private void closeAll() {
    for (final RehearsalClient client : open) {
      try {
        client.close();
      } catch (final IOException e) {
        // Then it is closed already.
      }
    }
  }

  /** Ends them, and waits until they have ended. */
  @Override
  public void close() {
    over = true;
    try {
      thread.join(PATIENCE_MILLIS);
      while (thread.isAlive()) {
        closeAll();
        thread.join(AGAIN_MILLIS);
      }
    } catch (final InterruptedException e) {
      // Whoever ends the process does not wait for them either.
      Thread.currentThread().interrupt();
    }
  }
}
