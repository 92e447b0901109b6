package io.sluice.config.http;

/**
 * One rule of a list.
 *
 * @param where its file and line, for the log
 * @param text as it was written, for the log
 * @param action what it does
 * @param condition when
 */
public record Rule(String where, String text, Action action, Condition condition) {}
