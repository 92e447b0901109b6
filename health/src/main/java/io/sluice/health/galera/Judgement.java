package io.sluice.health.galera;

import io.sluice.backends.writer.Verdict;

/**
 * What a node is good for.
 *
 * @param verdict OK, DEGRADED, DRAIN or BAD
 * @param reason in words, one line
 */
record Judgement(Verdict verdict, String reason) {}
