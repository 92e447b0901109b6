package io.sluice.engine.admin;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.engine.stats.Stats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * Everything that a scrape shows: what Sluice counts, from one {@link Stats} for each scrape, and
 * what the JVM says of itself. Any thread, several at once.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  public Metrics(final Supplier<Stats> stats) {
    final PrometheusRegistry prometheus = new PrometheusRegistry();
    prometheus.register(new StatsCollector(stats));
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
    bindJvm();
  }

  private void bindJvm() {
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** One scrape in Prometheus's text format. */
  public byte[] text() {
    return render(ScrapeFormat.PROMETHEUS);
  }

  /** One scrape, as a page. */
  byte[] render(final ScrapeFormat format) {
    final ByteArrayOutputStream page = new ByteArrayOutputStream(1 << 15);
    try {
      registry.scrape(page, format.contentType());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toByteArray();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
