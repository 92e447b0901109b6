/**
 * Log lines, past the logging framework: event loops put finished lines into a ring of their own,
 * one thread writes them.
 */
package io.sluice.engine.log;
