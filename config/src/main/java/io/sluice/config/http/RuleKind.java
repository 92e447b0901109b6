package io.sluice.config.http;

/** The lists of rules that there are. */
public enum RuleKind {
  TCP_REQUEST_CONNECTION,
  TCP_REQUEST_SESSION,
  TCP_REQUEST_CONTENT,
  TCP_RESPONSE_CONTENT,
  HTTP_REQUEST,
  HTTP_RESPONSE,
  HTTP_AFTER_RESPONSE
}
