package io.sluice.config.http;

/** The lists of rules that there are. */
public enum RuleKind {
  TCP_REQUEST_CONNECTION("tcp-request-connection", Stage.CONNECTION),
  TCP_REQUEST_SESSION("tcp-request-session", Stage.SESSION),
  TCP_REQUEST_CONTENT("tcp-request-content", Stage.REQUEST_CONTENT),
  TCP_RESPONSE_CONTENT("tcp-response-content", Stage.RESPONSE_CONTENT),
  HTTP_REQUEST("http-request", Stage.REQUEST),
  HTTP_RESPONSE("http-response", Stage.RESPONSE),
  HTTP_AFTER_RESPONSE("http-after-response", Stage.RESPONSE);

  private final String shown;
  private final Stage stage;

  RuleKind(final String shown, final Stage stage) {
    this.shown = shown;
    this.stage = stage;
  }

  /** As the list is written. */
  public String shown() {
    return shown;
  }

  /** When its rules are looked at. */
  public Stage stage() {
    return stage;
  }
}
