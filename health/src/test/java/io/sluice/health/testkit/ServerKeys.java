package io.sluice.health.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A key, and a certificate for {@code check.test} that signs itself, as files in PEM. */
public record ServerKeys(Path keyFile, Path certificateFile, X509Certificate certificate) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Makes new ones in a folder that is there. */
  public static ServerKeys make(final Path folder) throws Exception {
    final Path store = folder.resolve("keys.p12");
    final Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=check.test",
                "-ext",
                "san=dns:check.test",
                "-ext",
                "bc=ca:true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    final KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    final X509Certificate certificate = (X509Certificate) keys.getCertificate("server");
    return new ServerKeys(
        pem(folder.resolve("key.pem"), "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()),
        pem(folder.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded()),
        certificate);
  }

  private static Path pem(final Path file, final String kind, final byte[] der) throws Exception {
    final String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }
}
