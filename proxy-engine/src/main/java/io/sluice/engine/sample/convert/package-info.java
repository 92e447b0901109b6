/** The converters of samples; {@link io.sluice.engine.sample.convert.Converters} lists them. */
package io.sluice.engine.sample.convert;
