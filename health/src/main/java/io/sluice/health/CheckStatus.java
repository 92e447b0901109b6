package io.sluice.health;

/**
 * The layer at which a check ended and how, by HAProxy's names (management guide, {@code
 * check_status}).
 */
public enum CheckStatus {
  /** No check: connects of the traffic failed (HAProxy's health analysis). */
  HANA,
  /** A socket could not be made here. */
  SOCKERR,
  /** The connection was opened. */
  L4OK,
  /** No connection in time. */
  L4TOUT,
  /** The connection was refused, or there is no way there. */
  L4CON,
  /** TLS is fine. */
  L6OK,
  /** No TLS in time. */
  L6TOUT,
  /** Not TLS as it should be. */
  L6RSP,
  /** The protocol's answer is as expected. */
  L7OK,
  /** No answer in time. */
  L7TOUT,
  /** Not an answer of that protocol. */
  L7RSP,
  /** An answer that says no. */
  L7STS,
  /** A program ended with exit code 0. */
  PROCOK,
  /** A program did not end in time. */
  PROCTOUT,
  /** A program ended with another exit code, or by a signal. */
  PROCERR
}
