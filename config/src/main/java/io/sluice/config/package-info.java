/**
 * The immutable model of a configuration, and its readers.
 *
 * <p>{@link io.sluice.config.ProxyConfig} is the root. A reader collects every {@link
 * io.sluice.config.ConfigProblem} before it gives up, so that one run names all of them. Nothing
 * here opens a socket, resolves a name or starts a thread.
 */
package io.sluice.config;
