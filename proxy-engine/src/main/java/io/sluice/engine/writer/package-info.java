/**
 * Puts into force what the writer groups decide: which servers of a backend are open, whose
 * sessions end, what is asked of the nodes, and what the operator reads of it. On the control loop.
 */
package io.sluice.engine.writer;
