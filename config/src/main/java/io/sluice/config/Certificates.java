package io.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.config.KeyType.Context;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The type of keys that name a file of certificates. It is read with the configuration, so a reload
 * brings new ones.
 */
final class Certificates {
  private Certificates() {}

  /** One or more certificates in PEM. */
  static KeyType<List<X509Certificate>> file() {
    return (node, key, context) ->
        Types.file()
            .read(node, key, context)
            .flatMap(file -> SourceFiles.text(file, node.origin(), context.problems()))
            .flatMap(text -> parse(text, node, context));
  }

  private static Optional<List<X509Certificate>> parse(
      final String text, final Node node, final Context context) {
    try {
      final List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text.getBytes(UTF_8)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return Optional.of(found);
      }
    } catch (final CertificateException _) {
      // Said below: a file that cannot be understood and one without certificates need the same.
    }
    context.error(
        node,
        node.path() + ": there is no certificate in " + node.shown(),
        "name a file of certificates in PEM");
    return Optional.empty();
  }
}
