package io.sluice.engine.rules;

/** What an action did to its list. */
enum Outcome {
  /** The next rule is looked at. */
  NEXT,
  /** It could not do what it is for. */
  FAILED,
  /** It is called again when something has come. */
  WAIT,
  /** No further rule is looked at. */
  STOP,
  DENY,
  TARPIT,
  RETURN,
  REDIRECT,
  AUTH,
  SERVICE,
  REJECT,
  TIMEOUT
}
