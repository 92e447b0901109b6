/**
 * Checks that are made of steps, in HAProxy's words {@code http-check} and {@code tcp-check}.
 *
 * <pre>
 *   SequenceProbe   one run: a ConnectionProbe for each connect, one after another
 *     StepExchange  the steps on one connection
 *       Run         where it stands, and its variables
 *       Received    what came: bytes, or a response of HTTP
 * </pre>
 */
package io.sluice.health.sequence;
