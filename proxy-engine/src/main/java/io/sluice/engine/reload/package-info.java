/**
 * One configuration in place of another, in a running process. The start is a reload from nothing.
 *
 * <p>{@link io.sluice.engine.reload.ReloadPlan} compares two configurations, {@link
 * io.sluice.engine.reload.Reloader} first does what can fail (names, sockets) and then what cannot.
 * A {@link io.sluice.engine.reload.Generation} is what runs.
 */
package io.sluice.engine.reload;
