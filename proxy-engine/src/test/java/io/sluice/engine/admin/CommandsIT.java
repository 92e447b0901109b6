package io.sluice.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.config.AdminBind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as they come over a socket: who may give them, and what is refused. */
@Timeout(60)
class CommandsIT {
  private static final String DRAIN = "/backends/app/servers/s1?state=drain";
  private static final String PUSH = "/writer-groups/galera/probe";

  @TempDir private Path folder;
  private final FakeOperations operations = new FakeOperations();
  private AdminServer admin;

  @AfterEach
  void close() {
    admin.close();
  }

  private void start(final AdminBind bind) throws Exception {
    admin = Binds.start(bind, operations);
  }

  // ---- what is taken

  @Test
  void shouldTakeAStateOverAUnixSocket() throws Exception {
    // Given
    final Path path = folder.resolve("admin.sock");
    start(Binds.unix(path));
    operations.reply =
        () -> new Reply.Done(Map.of("server", "s\"1\\\u0001é", "changed", true, "sessions", 3));
    // When
    final String answer;
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      socket.write(ByteBuffer.wrap(bytes(post(DRAIN, "Connection: close"))));
      answer = readAll(Channels.newInputStream(socket));
    }
    // Then
    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-type: application/json\r\n")
        .endsWith("{\"changed\":true,\"server\":\"s\\\"1\\\\\\u0001é\",\"sessions\":3}\n");
    assertThat(operations.commands).containsExactly("set app s1 DRAIN");
    assertThat(operations.callers.getFirst())
        .matches("uid \\d+ \\(pid " + ProcessHandle.current().pid() + "\\) at unix@" + path);
  }

  static Stream<Arguments> taken() {
    return Stream.of(
        arguments("/backends/app/servers/s1?state=ready", "set app s1 READY"),
        arguments("/backends/app/servers/s1?state=drain", "set app s1 DRAIN"),
        arguments("/backends/app/servers/s1?state=maint", "set app s1 MAINT"),
        arguments("/backends/a%3Ab/servers/s.1?state=m%61int", "set a:b s.1 MAINT"),
        arguments("http://any.host/backends/app/servers/a+b?state=ready", "set app a+b READY"),
        arguments("/writer-groups/galera?writer=db2", "move galera db2"),
        arguments("/writer-groups/probe?writer=probe", "move probe probe"),
        arguments("/writer-groups/galera/probe", "probe galera"),
        arguments("/writer-groups/galera/probe?status=Synced&x=%zz", "probe galera"));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void shouldUnderstandItsTarget(final String target, final String command) throws Exception {
    // Given
    start(Binds.loopback(true, false));
    // When
    final String answer = ask(post(target));
    // Then
    assertThat(answer).startsWith("HTTP/1.1 204 ");
    assertThat(operations.commands).containsExactly(command);
    assertThat(operations.callers).containsExactly("127.0.0.1");
  }

  @Test
  void shouldAnswerAPushWithNoContentAndReadItsBody() throws Exception {
    // Given
    start(Binds.loopback(false, true));
    final String body = "status=Synced&primary=yes";
    // When
    final String answers =
        ask(
            "POST "
                + PUSH
                + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body
                + "POST "
                + PUSH
                + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\n\r\n"
                + post(PUSH, "Connection: close"));
    // Then
    assertThat(statuses(answers)).containsExactly("204", "204", "204");
    assertThat(answers).doesNotContainIgnoringCase("\ncontent-length", "\ncontent-type");
    assertThat(operations.commands).hasSize(3);
  }

  static Stream<Arguments> replies() {
    return Stream.of(
        arguments(new Reply.Unknown("no \"such\""), "404", "{\"error\":\"no \\\"such\\\"\"}\n"),
        arguments(new Reply.Conflict("it moves"), "409", "{\"error\":\"it moves\"}\n"),
        arguments(new Reply.Unanswered("late"), "503", "{\"error\":\"late\"}\n"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void shouldSayInWordsWhyItIsNotDone(final Reply reply, final String status, final String body)
      throws Exception {
    // Given
    start(Binds.loopback(true, false));
    operations.reply = () -> reply;
    // When
    final String answer = ask(post(DRAIN));
    // Then
    assertThat(answer).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n" + body);
  }

  @Test
  void shouldGoOnWhenACommandFails() throws Exception {
    // Given
    start(Binds.loopback(true, false));
    operations.reply =
        () -> {
          throw new IllegalStateException("secret");
        };
    // When
    final String answers = ask(post(DRAIN) + get("/healthz"));
    // Then
    assertThat(statuses(answers)).containsExactly("500", "200");
    assertThat(answers).doesNotContain("secret");
  }

  @Test
  void shouldAnswerPipelinedCommandsInTheirOrder() throws Exception {
    // Given
    start(Binds.loopback(true, false));
    // When
    final String answers =
        ask(
            post("/backends/app/servers/s1?state=drain")
                + post("/backends/app/servers/s1?state=sleep")
                + post("/backends/app/servers/s1?state=ready")
                + get("/healthz")
                + post("/backends/app/servers/s2?state=maint"));
    // Then
    assertThat(statuses(answers)).containsExactly("204", "400", "204", "200", "204");
    assertThat(operations.commands)
        .containsExactly("set app s1 DRAIN", "set app s1 READY", "set app s2 MAINT");
  }

  // ---- who may

  @Test
  void shouldRefuseCommandsWhereTheyAreNotAllowed() throws Exception {
    // Given
    start(Binds.loopback(false, false));
    // When
    final String answers = ask(post(DRAIN) + post(PUSH) + post("/backends/none"));
    // Then
    assertThat(statuses(answers)).containsExactly("403", "403", "403");
    assertThat(answers).contains("commands = on", "notify = on");
    assertThat(operations.commands).isEmpty();
  }

  @Test
  void shouldTakeThePushAloneWhereOnlyThatIsAllowed() throws Exception {
    // Given
    start(Binds.loopback(false, true));
    // When
    final String answers = ask(post(PUSH) + post(DRAIN));
    // Then
    assertThat(statuses(answers)).containsExactly("204", "403");
    assertThat(operations.commands).containsExactly("probe galera");
  }

  @Test
  void shouldGoByTheRightsOfTheMoment() throws Exception {
    // Given
    start(Binds.loopback(false, false));
    assertThat(statuses(ask(post(DRAIN)))).containsExactly("403");
    // When
    admin.setBind(Binds.loopback(true, false));
    // Then
    assertThat(statuses(ask(post(DRAIN)))).containsExactly("204");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1:9901",
        "Sec-Fetch-Site: cross-site",
        "sec-fetch-site: same-origin"
      })
  void shouldRefuseWebPages(final String header) throws Exception {
    // Given
    start(Binds.loopback(true, true));
    // When
    final String answers = ask(post(DRAIN, header) + post(PUSH, header));
    // Then
    assertThat(statuses(answers)).containsExactly("403", "403");
    assertThat(operations.commands).isEmpty();
  }

  // ---- what is no command

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "post", "FOO"})
  void shouldRefuseOtherMethods(final String method) throws Exception {
    // Given
    start(Binds.loopback(true, true));
    // When
    final String answer =
        ask(method + " " + DRAIN + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    // Then
    assertThat(answer).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\r\nallow: POST\r\n");
    assertThat(answer).doesNotContainIgnoringCase("access-control");
    assertThat(operations.commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/backends/app/servers/s1",
        "/backends/app/servers/s1?",
        "/backends/app/servers/s1?state=",
        "/backends/app/servers/s1?state=DRAIN",
        "/backends/app/servers/s1?state=drain&state=ready",
        "/backends/app/servers/s1?state=drain&force=1",
        "/backends/app/servers/s1?State=drain",
        "/backends/app/servers/s1?state=%zz",
        "/backends/%zz/servers/s1?state=drain",
        "/writer-groups/%/probe",
        "/writer-groups/galera",
        "/writer-groups/galera?writer=a&writer=b",
        "/writer-groups/galera?server=a"
      })
  void shouldRefuseWhatItDoesNotUnderstand(final String target) throws Exception {
    // Given
    start(Binds.loopback(true, true));
    // When
    final String answer = ask(post(target));
    // Then
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"error\":");
    assertThat(operations.commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/backends/app",
        "/backends/",
        "/backends/app/servers",
        "/backends/app/servers/s1/x?state=drain",
        "/backends/app/Servers/s1?state=drain",
        "/writer-groups/",
        "/writer-groups/galera/probe/",
        "/writer-groups/galera/Probe",
        "/backend/app/servers/s1?state=drain",
        "//backends/app/servers/s1?state=drain",
        "/evil"
      })
  void shouldNotKnowOtherTargets(final String target) throws Exception {
    // Given
    start(Binds.loopback(true, true));
    // When
    final String answer = ask(post(target));
    // Then
    assertThat(answer).matches("(?s)HTTP/1\\.1 40[04] .*");
    assertThat(answer).contains("POST /backends/BACKEND/servers/SERVER").doesNotContain("evil");
    assertThat(operations.commands).isEmpty();
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        arguments("a long target", post("/backends/" + "a".repeat(100_000) + DRAIN), "414"),
        arguments("a large body", body(DRAIN, 5_000), "413"),
        arguments("a body of gigabytes", body(DRAIN, 0).replace(": 0", ": 99999999999"), "413"),
        arguments("no host", "POST " + DRAIN + " HTTP/1.1\r\n\r\n", "400"),
        arguments(
            "both kinds of length",
            "POST "
                + DRAIN
                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\n",
            "400"),
        arguments("HTTP/2", "POST " + DRAIN + " HTTP/2.0\r\nHost: a\r\n\r\n", "505"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void shouldDoNothingWhenARequestIsMalformed(
      final String name, final String request, final String status) throws Exception {
    // Given
    start(Binds.loopback(true, true));
    // When
    final String answer = ask(request);
    // Then
    assertThat(answer).as(name).startsWith("HTTP/1.1 " + status);
    assertThat(operations.commands).isEmpty();
    assertThat(statuses(ask(get("/healthz")))).containsExactly("200");
  }

  @Test
  void shouldDoNothingWhenABodyIsCutShort() throws Exception {
    // Given
    start(Binds.loopback(true, true));
    // When
    final String answer =
        ask("POST " + DRAIN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nstate");
    // Then
    assertThat(answer).doesNotContain("HTTP/1.1 2");
    assertThat(operations.commands).isEmpty();
  }

  // ---- requests

  private static String post(final String target, final String... headers) {
    final StringBuilder request =
        new StringBuilder("POST ").append(target).append(" HTTP/1.1\r\nHost: a\r\n");
    for (final String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static String body(final String target, final int length) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + "x".repeat(length);
  }

  private static String get(final String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  /** Sends all, says that no more comes, and reads to the end. */
  private String ask(final String requests) throws IOException {
    final InetSocketAddress address = (InetSocketAddress) admin.address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes(requests));
      socket.shutdownOutput();
      return readAll(socket.getInputStream());
    }
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String readAll(final InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> statuses(final String answers) {
    return Pattern.compile("HTTP/1\\.1 (\\d{3})")
        .matcher(answers)
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
