/** The command line: what the process does before and around the engine. */
package io.sluice.engine.launch;
