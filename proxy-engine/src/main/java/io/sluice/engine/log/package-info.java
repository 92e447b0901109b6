/**
 * Log lines, past the logging framework: event loops put finished lines into a ring of their own,
 * one thread writes them.
 *
 * <pre>
 *   loop - SessionLog: SessionRecord, LineFormat - SessionLine - LogRing --+
 *   any thread - Logback - LineAppender - LineQueue -----------------------+--> LogWriter
 * </pre>
 */
package io.sluice.engine.log;
