/**
 * Samples: values that are taken from an exchange while rules run. {@link
 * io.sluice.engine.sample.Transaction} is what they are taken from, {@link
 * io.sluice.engine.sample.Sample} is one value, {@link io.sluice.engine.sample.Expression} a fetch
 * with its converters. Everything is compiled when a configuration is loaded; nothing here looks at
 * the text of a rule while requests pass, and nothing allocates where nothing matches.
 */
package io.sluice.engine.sample;
