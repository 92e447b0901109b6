/**
 * What an operator and a monitoring system see over HTTP: metrics, liveness, readiness.
 *
 * <p>Runs on a loop of its own, away from traffic; pages are rendered on virtual threads. It is off
 * until the configuration names a bind for it, and it changes nothing in the process.
 */
package io.sluice.engine.admin;
