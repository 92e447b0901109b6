package io.sluice.health.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsCheckIT {
  private static final ProbeConfig ANY = tls(null, false);
  private static final String HANDSHAKE = "\26\3\3\0\100";

  @TempDir private static Path folder;
  private static SSLContext context;
  private static X509Certificate certificate;

  private final CheckLab lab = new CheckLab();

  private static ProbeConfig tls(
      final String sni, final boolean verify, final X509Certificate... authorities) {
    return new ProbeConfig.Tls(Optional.ofNullable(sni), verify, List.of(authorities));
  }

  /** A key, and a certificate for {@code check.test} that signs itself. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    final Path file = folder.resolve("keys");
    final Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit",
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
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    certificate = (X509Certificate) keys.getCertificate("server");
    final KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult check(final ProbeConfig config, final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address());
    }
  }

  private static Script tlsServer(final Consumer<SSLSocket> configure) {
    return socket -> {
      final SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
      tls.setUseClientMode(false);
      configure.accept(tls);
      tls.startHandshake();
      Scripts.drain(socket);
    };
  }

  private static Script tlsServer() {
    return tlsServer(_ -> {});
  }

  private static void assertFound(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result instanceof CheckResult.Passed).isEqualTo(status == CheckStatus.L6OK);
  }

  @Test
  void shouldPassWithVersionAndCipherWhenTheHandshakeCompletes() throws Exception {
    final CheckResult result = check(ANY, tlsServer());
    assertFound(result, CheckStatus.L6OK, "TLSv1.3 TLS_AES_256_GCM_SHA384");
    final CheckResult older =
        check(ANY, tlsServer(s -> s.setEnabledProtocols(new String[] {"TLSv1.2"})));
    assertThat(older.status()).isEqualTo(CheckStatus.L6OK);
    assertThat(older.detail()).startsWith("TLSv1.2 TLS_ECDHE_ECDSA_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check.test", "single"})
  void shouldAskForTheName(final String name) throws Exception {
    // Given
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    // When
    final CheckResult result =
        check(
            tls(name, false),
            tlsServer(s -> {
              final SSLParameters parameters = s.getSSLParameters();
              parameters.setSNIMatchers(List.of(noting(asked)));
              s.setSSLParameters(parameters);
            }));

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L6OK);
    assertThat(asked.poll(10, TimeUnit.SECONDS)).contains(name);
  }

  /** Hears the name with the first message; the end of a handshake may be lost to the close. */
  private static SNIMatcher noting(final BlockingQueue<String> asked) {
    return new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
      @Override
      public boolean matches(final SNIServerName name) {
        return asked.add(name.toString());
      }
    };
  }

  @Test
  void shouldPassOnlyWithAGoodCertificateWhenThatIsRequired() throws Exception {
    // When
    final CheckResult unknown = check(tls(null, true), tlsServer());
    final CheckResult signed = check(tls(null, true, certificate), tlsServer());
    final CheckResult named = check(tls("check.test", true, certificate), tlsServer());
    final CheckResult other = check(tls("other.test", true, certificate), tlsServer());

    // Then
    assertThat(unknown.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(unknown.detail()).startsWith("certificate not accepted: ");
    assertThat(signed.status()).isEqualTo(CheckStatus.L6OK);
    assertThat(named.status()).isEqualTo(CheckStatus.L6OK);
    assertThat(other.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(other.detail()).startsWith("certificate not accepted: ").contains("other.test");
  }

  @Test
  void shouldSayTheAlert() throws Exception {
    assertFound(
        check(ANY, Scripts.answerUnasked("\25\3\3\0\2\2\50")),
        CheckStatus.L6RSP,
        "alert: handshake failure");
    assertFound(
        check(ANY, Scripts.answerUnasked("\25\3\3\0\2\2\160")),
        CheckStatus.L6RSP,
        "alert: unrecognized name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "\0\0\0\0\0\0"})
  void shouldCallItNoTlsWhenItIsAnythingElse(final String answer) throws Exception {
    assertFound(
        check(
            ANY,
            socket -> {
              Scripts.send(socket, answer);
              Scripts.drain(socket);
            }),
        CheckStatus.L6RSP,
        "not an answer of TLS");
  }

  @Test
  void shouldNotReadAnAnswerWithoutEnd() throws Exception {
    for (final String start : List.of("xyzxyz", HANDSHAKE + "\2\177\377\377", HANDSHAKE)) {
      final CheckResult result =
          check(
              ANY,
              socket -> {
                Scripts.send(socket, start);
                final byte[] more = HANDSHAKE.repeat(1000).getBytes(ISO_8859_1);
                while (!socket.isClosed()) {
                  socket.getOutputStream().write(more);
                }
              });
      assertThat(result.status()).isEqualTo(CheckStatus.L6RSP);
      assertThat(result.detail()).hasSizeLessThan(200);
    }
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    for (final String start : List.of("", HANDSHAKE + "\2")) {
      try (FakeServer server =
          new FakeServer(socket -> {
            Scripts.send(socket, start);
            Scripts.drain(socket);
          })) {
        assertFound(
            lab.run(ANY, server.address(), Duration.ofMillis(500)),
            CheckStatus.L6TOUT,
            "no handshake in time");
      }
    }
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    assertFound(
        check(
            ANY,
            socket -> {
              socket.getInputStream().read();
              socket.shutdownOutput();
              Scripts.drain(socket);
            }),
        CheckStatus.L6RSP,
        "connection closed in the handshake");
    assertFound(
        check(
            ANY,
            socket -> {
              socket.getInputStream().read();
              Scripts.reset(socket);
            }),
        CheckStatus.L6RSP,
        "connection reset in the handshake");
  }
}
