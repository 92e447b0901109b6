/**
 * What the tests of the engine are made of: real servers, scripted ones, and the product itself as
 * a process.
 *
 * <p>{@link io.sluice.engine.testkit.Sluice} runs the product in a JVM of its own. {@link
 * io.sluice.engine.testkit.Memcached}, {@link io.sluice.engine.testkit.MariaDb}, {@link
 * io.sluice.engine.testkit.Nginx} and {@link io.sluice.engine.testkit.Program} are real servers;
 * {@link io.sluice.engine.testkit.Tool} runs real clients. {@link
 * io.sluice.engine.testkit.ScriptedServer} and {@link io.sluice.engine.testkit.Peer} do to a
 * connection what no decent program would.
 *
 * <p>Everything listens on loopback, on a port that was free, keeps its data in a temporary folder,
 * waits for a bounded time, and is stopped by process id. A child dies with the JVM that started
 * it, even when that one is killed.
 */
package io.sluice.engine.testkit;
