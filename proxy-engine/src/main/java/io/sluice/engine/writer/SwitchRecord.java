package io.sluice.engine.writer;

import io.sluice.backends.writer.Switch;
import java.time.Instant;

/**
 * A change of a writer, with the time of day.
 *
 * @param at when the new writer took its first sessions
 */
public record SwitchRecord(Instant at, Switch change) {}
