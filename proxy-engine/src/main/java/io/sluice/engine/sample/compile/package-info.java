/**
 * Makes expressions, conditions and formats of a configuration's records ready to run; each
 * configuration once, on the thread that loads it.
 */
package io.sluice.engine.sample.compile;
