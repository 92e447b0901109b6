package io.sluice.config.http;

/**
 * Where an expression stands.
 *
 * @param http whether the proxy speaks HTTP
 * @param backend whether the section has servers
 */
public record Place(Stage stage, boolean http, boolean backend) {}
