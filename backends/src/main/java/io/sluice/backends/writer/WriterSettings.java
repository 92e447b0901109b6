package io.sluice.backends.writer;

import io.sluice.config.WriterConfig.Failback;

/**
 * What the configuration says of a group.
 *
 * @param failback whether the writer moves back
 * @param agreed whether a row in the cluster decides
 * @param barrier whether a member can be waited for until it has caught up
 * @param moveNanos how long a planned move waits for sessions to become quiet
 * @param vacantNanos how long sessions wait where no member can be the writer, before they are
 *     refused
 * @param interNanos between two checks of a member
 */
public record WriterSettings(
    Failback failback,
    boolean agreed,
    boolean barrier,
    long moveNanos,
    long vacantNanos,
    long interNanos) {}
