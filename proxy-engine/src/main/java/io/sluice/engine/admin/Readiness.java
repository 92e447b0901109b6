package io.sluice.engine.admin;

/**
 * Whether the process lives and whether it is ready for traffic, at one moment.
 *
 * @param live whether every event loop answers
 * @param liveReason which one does not, in words; not looked at while live
 * @param ready whether it is configured, its listeners are bound, the first round of checks is over
 *     and it does not drain
 * @param readyReason what is missing, in words; not looked at while ready
 */
public record Readiness(boolean live, String liveReason, boolean ready, String readyReason) {}
