/**
 * Log lines, past the logging framework: event loops put finished lines into a ring of their own,
 * one thread writes them.
 *
 * <pre>
 *   loop - SessionLog: SessionRecord - SessionLine - LogRing --+
 *   any thread - Logback - LineAppender - LineQueue -----------+--> LogWriter --> standard output
 * </pre>
 */
package io.sluice.engine.log;
