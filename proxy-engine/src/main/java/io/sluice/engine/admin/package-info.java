/**
 * What an operator and a monitoring system see and do over HTTP: metrics, liveness, readiness,
 * status, and commands where a bind allows them.
 *
 * <p>Runs on loops of its own, away from traffic; answers are made on virtual threads. It is off
 * until the configuration names a bind for it. What may be seen and done is an {@link
 * io.sluice.engine.admin.Operations}.
 */
package io.sluice.engine.admin;
