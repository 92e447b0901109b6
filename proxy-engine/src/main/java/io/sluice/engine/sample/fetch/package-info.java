/** The sample fetches; {@link io.sluice.engine.sample.fetch.Fetches} lists them. */
package io.sluice.engine.sample.fetch;
