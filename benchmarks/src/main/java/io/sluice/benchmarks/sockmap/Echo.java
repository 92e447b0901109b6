package io.sluice.benchmarks.sockmap;

/**
 * The server of a load: sends back what comes. A connection that sends one byte gets bulk, until it
 * is closed. Its {@link #run} owns all but the bulk.
 */
final class Echo implements Runnable {
  private static final int MOST_DESCRIPTORS = 1 << 16;
  private static final int BULK_BYTES = 65536;

  private final Tcp listener;
  private final Tcp[] sockets = new Tcp[MOST_DESCRIPTORS];

  Echo(final Tcp listener) {
    this.listener = listener;
  }

  @Override
  public void run() {
    try (Poll poll = new Poll()) {
      poll.watch(listener.fd, Poll.IN, listener.fd);
      while (true) {
        final int ready = poll.await(-1);
        for (int i = 0; i < ready; i++) {
          serve(poll, poll.number(i));
        }
      }
    }
  }

  private void serve(final Poll poll, final int fd) {
    if (fd == listener.fd) {
      final Tcp one = listener.accept();
      sockets[one.fd] = one;
      poll.watch(one.fd, Poll.IN, one.fd);
      return;
    }
    final Tcp one = sockets[fd];
    final long got = one.receive(BULK_BYTES, false);
    if (got == 1) {
      poll.unwatch(fd);
      Thread.ofPlatform().daemon().start(() -> pour(one));
    } else if (got > 0) {
      one.send((int) got);
    } else if (got != -Kernel.EAGAIN) {
      one.close();
    }
  }

  private static void pour(final Tcp to) {
    while (to.send(BULK_BYTES) > 0) {
      // Until the client has had enough.
    }
    to.close();
  }
}
