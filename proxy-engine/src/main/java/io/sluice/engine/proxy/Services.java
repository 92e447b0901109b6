package io.sluice.engine.proxy;

/** The pages that Sluice has itself (HAProxy {@code http-request use-service}). Any thread. */
@FunctionalInterface
public interface Services {
  /**
   * A page, made for this request; takes its time, so not to be called on a worker.
   *
   * @return Prometheus's text format
   */
  byte[] page(String name);
}
