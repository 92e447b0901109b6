package io.sluice.config.http;

/**
 * One word of a rule, with its quotes and escapes taken away.
 *
 * @param text may be empty, where {@code ""} is written
 * @param offset of its first character, or its quote, in the whole text
 */
public record Word(String text, int offset) {}
