/**
 * Health checks: what they are made of, when they run, and what they found.
 *
 * <p>A {@link io.sluice.health.CheckFactory} turns a part of the configuration into a {@link
 * io.sluice.health.HealthCheck}, which opens a {@link io.sluice.health.Probe} for each address. The
 * {@link io.sluice.health.CheckScheduler} runs the probes on a loop of their own, counts rise and
 * fall, and says what it found; it decides nothing about traffic.
 */
package io.sluice.health;
