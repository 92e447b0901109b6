package io.sluice.engine.admin;

import static io.sluice.engine.admin.Samples.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.config.AdminBind;
import io.sluice.engine.frontend.BindFailure;
import io.sluice.engine.proxy.Addresses;
import io.sluice.engine.stats.Stats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminServerIT {
  private static final AdminBind ANY_PORT = Binds.loopback(false, false);

  @TempDir Path folder;

  private final FakeOperations operations = new FakeOperations();

  /** Null: not started. */
  private AdminServer admin;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void show() {
    operations.stats = () -> Samples.stats(server("s1", Health.UP, AdminState.READY));
  }

  @AfterEach
  void close() {
    client.close();
    if (admin != null) {
      admin.close();
    }
  }

  private void start(final AdminBind bind) throws Exception {
    admin = Binds.start(bind, operations);
  }

  @Test
  void shouldShowMetricsWhenAsked() throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> answer = get("/metrics");
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(Exposition.parse(answer.body()).sample("sluice_process_nbthread")).isEqualTo(4);
  }

  @Test
  void shouldShowOpenMetricsWhenAskedFor() throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> answer =
        send(request("/metrics").header("Accept", "application/openmetrics-text"));
    // Then
    assertThat(header(answer, "content-type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(answer.body()).endsWith("# EOF\n");
  }

  @Test
  void shouldAnswerOkWhenLiveAndReady() throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> health = get("/healthz");
    final HttpResponse<String> ready = get("/readyz?verbose=1");
    // Then
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("ok\n");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("ok\n");
  }

  @Test
  void shouldNameTheReasonWhenNeitherLiveNorReady() throws Exception {
    // Given
    start(ANY_PORT);
    operations.readiness = new Readiness(false, "loop 2 does not answer", false, "draining");
    // When
    final HttpResponse<String> health = get("/healthz");
    final HttpResponse<String> ready = get("/readyz");
    // Then
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).isEqualTo("loop 2 does not answer\n");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("draining\n");
  }

  @Test
  void shouldListPagesWhenIndexIsAskedFor() throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> answer = get("/");
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith("text/html");
    assertThat(answer.body())
        .contains("\"/metrics\"", "\"/healthz\"", "\"/readyz\"")
        .doesNotContain("<script");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metric", "/metrics/", "/METRICS", "/%6detrics", "//", "/<script>x"})
  void shouldListPagesWhenPathIsUnknown(final String path) throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> answer = get(path.replace("<", "%3C").replace(">", "%3E"));
    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "content-type")).startsWith("text/plain");
    assertThat(answer.body()).contains("/metrics\n", "/healthz\n", "/readyz\n").doesNotContain("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "FOO"})
  void shouldRefuseWhenMethodIsNotForReading(final String method) throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> answer =
        send(request("/metrics").method(method, HttpRequest.BodyPublishers.ofString("x=1")));
    // Then
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void shouldLeaveOutBodyWhenHeadIsAskedFor() throws Exception {
    // Given
    start(ANY_PORT);
    // When
    final HttpResponse<String> answer =
        send(request("/healthz").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("3");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void shouldAnswerErrorAndGoOnWhenStatsFail() throws Exception {
    // Given
    start(ANY_PORT);
    operations.stats =
        () -> {
          throw new IllegalStateException("secret");
        };
    // When
    final HttpResponse<String> failed = get("/metrics");
    final HttpResponse<String> health = get("/healthz");
    // Then
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).doesNotContain("secret");
    assertThat(health.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswerOthersWhenOnePageIsSlow() throws Exception {
    // Given
    start(ANY_PORT);
    final CountDownLatch slow = new CountDownLatch(1);
    final Stats quick = operations.stats();
    operations.stats =
        () -> {
          awaitQuietly(slow);
          return quick;
        };
    final CompletableFuture<HttpResponse<String>> scrape =
        client.sendAsync(request("/metrics").build(), HttpResponse.BodyHandlers.ofString());
    // When
    final HttpResponse<String> health = get("/healthz");
    // Then
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(scrape).isNotDone();
    slow.countDown();
    assertThat(scrape.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  private static void awaitQuietly(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldSayAddressAndReasonWhenPortIsTaken() throws Exception {
    // Given
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // When, Then
      assertThatThrownBy(() -> start(Binds.tcp("127.0.0.1", other.getLocalPort())))
          .isInstanceOf(BindFailure.class)
          .hasMessage("another process already listens on 127.0.0.1:%d", other.getLocalPort());
    }
  }

  @Test
  void shouldListenWhenAddressIsNotOfThisHostYet() throws Exception {
    // When
    start(Binds.tcp("192.0.2.7", 0));
    // Then
    assertThat(((InetSocketAddress) admin.address()).getAddress().getHostAddress())
        .isEqualTo("192.0.2.7");
  }

  @Test
  void shouldServeOnIpv6WhenBoundThere() throws Exception {
    // Given
    start(Binds.tcp("::1", 0));
    // When
    final HttpResponse<String> answer = get("/healthz");
    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldServeAndCleanUpWhenBoundToUnixSocket() throws Exception {
    // Given
    final Path path = folder.resolve("admin.sock");
    start(Binds.unix(path));
    // When
    final String answer = overUnix(path);
    // Then
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok\n");
    admin.close();
    admin = null;
    assertThat(path).doesNotExist();
  }

  @Test
  void shouldReplaceSocketFileWhenItsProcessIsDead() throws Exception {
    // Given
    final Path path = folder.resolve("admin.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    // When
    start(Binds.unix(path));
    // Then
    assertThat(overUnix(path)).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void shouldRefuseWhenSocketFileIsInUse() throws Exception {
    // Given
    final Path path = folder.resolve("admin.sock");
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      // When, Then
      assertThatThrownBy(() -> start(Binds.unix(path)))
          .isInstanceOf(BindFailure.class)
          .hasMessage("another process already listens on unix@%s", path);
      assertThat(path).exists();
    }
  }

  @Test
  void shouldKeepFileWhenItIsNoSocket() throws Exception {
    // Given
    final Path path = Files.writeString(folder.resolve("precious"), "data");
    // When, Then
    assertThatThrownBy(() -> start(Binds.unix(path)))
        .isInstanceOf(BindFailure.class)
        .hasMessage("%s is there and is no socket", path);
    assertThat(path).hasContent("data");
  }

  @Test
  void shouldSayReasonWhenFolderOfSocketIsMissing() {
    assertThatThrownBy(() -> start(Binds.unix(Path.of("/no/such/folder/admin.sock"))))
        .isInstanceOf(BindFailure.class)
        .hasMessage("no such folder for unix@/no/such/folder/admin.sock");
  }

  @Test
  void shouldListenOnAbstractNameWhenItBeginsWithAt() throws Exception {
    // Given
    final String name = "@sluice-admin-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    // When
    start(Binds.unnamed(name));
    // Then
    assertThat(Files.readString(Path.of("/proc/net/unix"))).contains(name);
  }

  @Test
  void shouldEndConnectionsAndFreePortWhenClosed() throws Exception {
    // Given
    start(ANY_PORT);
    final InetSocketAddress address = (InetSocketAddress) admin.address();
    try (Socket open = new Socket(address.getAddress(), address.getPort())) {
      open.setSoTimeout(10_000);
      open.getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(open.getInputStream().read()).isEqualTo('H');
      // When
      admin.close();
      admin = null;
      // Then
      open.getInputStream().readAllBytes();
      try (ServerSocket next = new ServerSocket()) {
        next.setReuseAddress(true);
        next.bind(address);
        assertThat(next.isBound()).isTrue();
      }
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenClosedBeforeItsStart() throws Exception {
    // Given
    final AdminBind bind = Binds.unix(folder.resolve("admin.sock"));
    final AdminServer opened =
        AdminServer.open(bind, Addresses.resolve(bind.address()), false, operations);
    assertThat(folder).isNotEmptyDirectory();
    // When
    opened.close();
    // Then
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldKeepOthersOffByTheModeOfItsFile() throws Exception {
    // Given
    final Path path = folder.resolve("admin.sock");
    // When
    start(Binds.unix(path));
    // Then
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  private String overUnix(final Path path) throws IOException {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      socket.write(
          ByteBuffer.wrap("GET /healthz HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private HttpResponse<String> get(final String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(final String path) {
    final InetSocketAddress address = (InetSocketAddress) admin.address();
    final String host = address.getAddress().getHostAddress();
    return HttpRequest.newBuilder(
            URI.create(
                "http://"
                    + (host.contains(":") ? "[" + host + "]" : host)
                    + ":"
                    + address.getPort()
                    + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(final HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(final HttpResponse<String> answer, final String name) {
    return answer.headers().firstValue(name).orElse(null);
  }
}
