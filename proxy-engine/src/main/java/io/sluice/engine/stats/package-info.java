/**
 * What is counted, and how it looks to someone who asks.
 *
 * <p>Event loops write plain longs of their own ({@link io.sluice.engine.stats.ProxyCounters});
 * whoever looks sums them into one {@link io.sluice.engine.stats.Stats}.
 */
package io.sluice.engine.stats;
