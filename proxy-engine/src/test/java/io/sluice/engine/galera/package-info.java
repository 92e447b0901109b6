/**
 * Tests of what Sluice does before a real Galera cluster, and what they are made of.
 *
 * <p>{@link io.sluice.engine.galera.GaleraCluster} is three nodes on 127.0.0.1, {@link
 * io.sluice.engine.galera.GaleraNode} one of them with all that can happen to it. {@link
 * io.sluice.engine.galera.Writers} insert rows and write down each answer; {@link
 * io.sluice.engine.galera.Journal} tells from that how long nobody could write, what was lost, and
 * whether two nodes wrote at once.
 */
package io.sluice.engine.galera;
