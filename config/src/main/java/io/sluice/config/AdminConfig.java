package io.sluice.config;

/**
 * The admin HTTP listener: {@code /metrics}, {@code /healthz}, {@code /readyz}.
 *
 * @param origin the place of its bind
 * @param bind where it listens; never an inherited socket
 */
public record AdminConfig(Origin origin, Address bind) {}
