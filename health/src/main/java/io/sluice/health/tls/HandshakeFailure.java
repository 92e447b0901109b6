package io.sluice.health.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.sluice.health.CheckText;
import java.security.cert.CertificateException;

/** Why a handshake failed, in words. Stateless. */
public final class HandshakeFailure {
  private static final String ALERT = "Received fatal alert: ";

  private HandshakeFailure() {}

  /** One line. */
  public static String words(final Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return "not an answer of TLS";
    }
    Throwable root = cause;
    boolean certificate = cause instanceof CertificateException;
    while (root.getCause() != null) {
      root = root.getCause();
      certificate |= root instanceof CertificateException;
    }
    final String message = String.valueOf(root.getMessage());
    if (certificate) {
      return "certificate not accepted: " + CheckText.quote(message);
    }
    final int alert = message.indexOf(ALERT);
    return alert < 0
        ? "handshake failed: " + CheckText.quote(message)
        : "alert: " + CheckText.quote(message.substring(alert + ALERT.length()).replace('_', ' '));
  }
}
