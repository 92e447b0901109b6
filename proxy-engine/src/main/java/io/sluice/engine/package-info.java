/** The engine. */
package io.sluice.engine;
