package io.sluice.config.http;

/** When an expression is looked at, and so what there is to look at. */
public enum Stage {
  /** {@code tcp-request connection}: before the first byte. */
  CONNECTION,
  /** {@code tcp-request session}: once the session is there, before its first byte. */
  SESSION,
  /** {@code tcp-request content}: while the first bytes come in. */
  REQUEST_CONTENT,
  /** {@code http-request}, {@code monitor fail}. */
  REQUEST,
  /** {@code use_backend}. */
  USE_BACKEND,
  /** {@code use-server}, {@code balance}, {@code stick on} and {@code stick match}. */
  USE_SERVER,
  /** {@code tcp-response content}. */
  RESPONSE_CONTENT,
  /** {@code http-response} and {@code http-after-response}. */
  RESPONSE,
  /** {@code stick store-response}. */
  STORE_RESPONSE,
  /** A log line, when all is over. */
  LOG;

  /** Whether a response, or what there is of it, can be looked at, and no request. */
  boolean isResponse() {
    return this == RESPONSE_CONTENT || this == RESPONSE || this == STORE_RESPONSE;
  }

  /** Whether a request, or what there is of it, can be looked at. */
  boolean isRequest() {
    return this == REQUEST_CONTENT || this == REQUEST || this == USE_BACKEND || this == USE_SERVER;
  }
}
