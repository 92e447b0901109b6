package io.sluice.engine.http;

import io.sluice.engine.proxy.Services;
import io.sluice.engine.transport.Worker;

/**
 * A page of our own, made on a thread that may take its time. Confined to its worker, where the
 * page comes back to.
 *
 * <p>A page that comes when its request is over is thrown away: each call has a number.
 */
final class ServiceCall {
  private final Worker worker;
  private long calls;

  ServiceCall(final Worker worker) {
    this.worker = worker;
  }

  /** Asks for a page, for which {@link Reception#onPage} waits. */
  void begin(final Services services, final String name, final Reception asker) {
    final long call = ++calls;
    Thread.ofVirtual()
        .name("service")
        .start(() -> {
          final byte[] page = services.page(name);
          worker.execute(() -> {
            if (call == calls) {
              asker.onPage(page);
            }
          });
        });
  }

  /** Nobody waits for a page any more. */
  void forget() {
    calls++;
  }
}
