/**
 * The code is run before clients come: a model of the product on the loopback interface, with
 * clients and a server of its own, so that the JVM has compiled what serves them.
 */
package io.sluice.engine.warmup;
