/**
 * Patterns that samples are compared with, one set for each way to compare, and regular
 * expressions.
 */
package io.sluice.engine.sample.pattern;
