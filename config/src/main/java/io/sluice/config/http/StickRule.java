package io.sluice.config.http;

import java.util.Optional;

/**
 * How a server is remembered.
 *
 * <p>Source: HAProxy configuration manual, {@code stick on}, {@code match}, {@code store-request},
 * {@code store-response}.
 *
 * @param match whether a stored server is used
 * @param storeRequest whether the request's sample leads to the server from then on
 * @param storeResponse the same of the response's sample
 * @param table empty: the backend's own
 */
public record StickRule(
    boolean match,
    boolean storeRequest,
    boolean storeResponse,
    SampleExpr key,
    Optional<String> table,
    Condition condition) {}
