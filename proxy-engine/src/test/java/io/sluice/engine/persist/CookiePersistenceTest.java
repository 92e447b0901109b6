package io.sluice.engine.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.AdminState;
import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ReadResult;
import io.sluice.config.http.CookieConfig;
import io.sluice.config.http.CookieConfig.Mode;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiePersistenceTest {
  private static final long NOW = 1_700_000_000L;
  private static final String SERVERS =
      """
      frontend.f { mode = http, bind = "127.0.0.1:0", backend = b }
      backend.b { mode = http, servers {
        a = { address = "127.0.0.1:1", cookie = s1 }
        b = { address = "127.0.0.1:2", cookie = s2 }
        c = { address = "127.0.0.1:3" }
      } }
      """;

  private final Backend backend = backend();
  private final Persisted persisted = new Persisted();

  @ParameterizedTest
  @CsvSource({
    "SRV=s1, V, a",
    "'x=1; SRV=s2; y=2', V, b",
    "SRV=s3, I, -",
    "SRV=, I, -",
    "SRV, N, -",
    "srv=s1, N, -",
    "XSRV=s1, N, -",
    "'SRV=s3; SRV=s2', V, b",
    "'a=\"SRV=s1;\"; b=1', N, -",
    "SRV=s1|ZVkAA, V, a"
  })
  void shouldFindTheServerThatTheCookieNames(
      final String cookie, final String letter, final String name) {
    // When
    request(persistence(Mode.INSERT, false), cookie, false, false);

    // Then
    assertThat((char) persisted.requestLetter()).hasToString(letter);
    assertThat(persisted.server() == null ? "-" : persisted.server().name()).isEqualTo(name);
  }

  @Test
  void shouldFollowAServerThatIsDownOnlyWhenTold() {
    backend.setAdmin(server("a"), AdminState.MAINT, 0);

    request(persistence(Mode.INSERT, false), "SRV=s1", false, false);
    assertThat((char) persisted.requestLetter()).isEqualTo('D');
    assertThat(persisted.server()).isNull();

    request(persistence(Mode.INSERT, false), "SRV=s1", false, true);
    assertThat((char) persisted.requestLetter()).isEqualTo('D');
    assertThat(persisted.server()).isSameAs(server("a"));
  }

  @Test
  void shouldFollowAServerThatIsDrained() {
    backend.setAdmin(server("a"), AdminState.DRAIN, 0);

    request(persistence(Mode.INSERT, false), "SRV=s1", false, false);

    assertThat((char) persisted.requestLetter()).isEqualTo('V');
    assertThat(persisted.server()).isSameAs(server("a"));
  }

  @Test
  void shouldNotLookWhenTheServerIsKnownAlready() {
    request(persistence(Mode.INSERT, false), "SRV=s1", true, false);

    assertThat((char) persisted.requestLetter()).isEqualTo('U');
    assertThat(persisted.server()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "SRV=s1, -",
    "'x=1; SRV=s1; y=2', 'x=1; y=2'",
    "'SRV=s1; y=2', y=2",
    "'x=1; SRV=s1', x=1",
    "'SRV=s1; SRV=s2', -",
    "'x=1; SRV=bad; y=2; SRV=s1;z=3', 'x=1; y=2; z=3'",
    "'x=1 ;SRV=s1 ; y = 2', 'x=1; y=2'",
    "'$Version=1; SRV=s1; $Path=/; x=1; $Path=/x', '$Version=1; x=1; $Path=/x'",
    "'$Version=1; SRV=s1; $Path=/', -",
    "'x; SRV=s1', x",
    "'a\"b=1; SRV=s1', 'a\"b=1'"
  })
  void shouldHideTheCookieFromTheServerWhenIndirect(final String cookie, final String rest) {
    final RequestHead head = request(persistence(Mode.INSERT, true), cookie, false, false);

    assertThat(Exchanges.text(head))
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: h\r\n"
                + (rest.equals("-") ? "" : "Cookie: " + rest + "\r\n")
                + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "SRV=s1~app, V, SRV=app",
    "'x=1; SRV=s2~a~b; y=2', V, 'x=1; SRV=a~b; y=2'",
    "SRV=app, I, SRV=app",
    "SRV=s3~app, I, SRV=app"
  })
  void shouldTakeThePrefixOff(final String cookie, final String letter, final String rest) {
    final RequestHead head = request(persistence(Mode.PREFIX, false), cookie, false, false);

    assertThat((char) persisted.requestLetter()).hasToString(letter);
    assertThat(Exchanges.text(head)).contains("\r\nCookie: " + rest + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "INSERT, N, b, I, 'Set-Cookie: SRV=s2; path=/; domain=.example.org; HttpOnly; Secure; SameSite=Lax'",
    "INSERT, a, a, N, -",
    "INSERT, a, b, I, 'Set-Cookie: SRV=s2; path=/; domain=.example.org; HttpOnly; Secure; SameSite=Lax'",
    "INSERT, a, c, I, 'Set-Cookie: SRV=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/; domain=.example.org; HttpOnly; Secure; SameSite=Lax'",
    "REWRITE, N, b, N, -",
    "PREFIX, N, b, N, -",
    "PASSIVE, N, b, N, -"
  })
  void shouldSetTheCookieOfTheServerThatAnswered(
      final Mode mode,
      final String asked,
      final String answered,
      final String letter,
      final String field) {
    final CookiePersistence cookies =
        new CookiePersistence(
            config(mode, true, false, false, Optional.empty(), Optional.empty(), true));
    request(cookies, asked.equals("N") ? "x=1" : "SRV=s1", false, false);

    final ResponseHead head = response(cookies, "", answered);

    assertThat((char) persisted.responseLetter()).hasToString(letter);
    assertThat(Exchanges.text(head))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                + (field.equals("-") ? "" : field + "\r\n")
                + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "PASSIVE, false, P, SRV=own; path=/",
    "REWRITE, false, R, SRV=s2; path=/",
    "PREFIX, false, R, SRV=s2~own; path=/",
    "INSERT, false, I, SRV=s2; path=/",
    "INSERT, true, P, SRV=own; path=/"
  })
  void shouldTreatTheServersOwnCookie(
      final Mode mode, final boolean preserve, final String letter, final String value) {
    final CookiePersistence cookies =
        new CookiePersistence(
            config(mode, false, preserve, false, Optional.empty(), Optional.empty(), false));
    request(cookies, "x=1", false, false);

    final ResponseHead head =
        response(cookies, "Set-Cookie: SRV=own; path=/\r\nSet-Cookie: OTHER=1\r\n", "b");

    assertThat((char) persisted.responseLetter()).hasToString(letter);
    assertThat(Exchanges.text(head))
        .contains("\r\nSet-Cookie: " + value + "\r\n")
        .contains("\r\nSet-Cookie: OTHER=1\r\n");
    assertThat(Exchanges.text(head).split("SRV=", -1)).hasSize(2);
  }

  @Test
  void shouldSetNoCookieWhenARuleNamedTheServer() {
    final CookiePersistence cookies = persistence(Mode.INSERT, true);
    request(cookies, "SRV=s1", true, false);
    persisted.used = server("b");

    final ResponseHead head = response(cookies, "", "b");

    assertThat((char) persisted.responseLetter()).isEqualTo('N');
    assertThat(Exchanges.text(head)).doesNotContain("Set-Cookie");
  }

  @Test
  void shouldLeaveTheServersCookieAloneWhenCookiesAreIgnored() {
    final CookiePersistence cookies = persistence(Mode.INSERT, true);
    request(cookies, "SRV=s1", true, false);
    final ResponseHead head =
        Exchanges.response(
            Method.GET, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: SRV=own\r\n\r\n");

    assertThat(cookies.onResponse(head, Method.GET, server("b"), true, persisted, NOW)).isTrue();

    assertThat((char) persisted.responseLetter()).isEqualTo('N');
    assertThat(Exchanges.text(head)).contains("\r\nSet-Cookie: SRV=own\r\n");
  }

  @Test
  void shouldTakeAwayTheServersCookieThatTheClientNeedsNotWhenIndirect() {
    final CookiePersistence cookies = persistence(Mode.INSERT, true);
    request(cookies, "SRV=s2", false, false);

    final ResponseHead head = response(cookies, "Set-Cookie: SRV=own\r\n", "b");

    assertThat((char) persisted.responseLetter()).isEqualTo('D');
    assertThat(Exchanges.text(head)).doesNotContain("Set-Cookie");
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "'Cache-Control: max-age=60\r\n', true",
    "'Cache-Control: public, no-store\r\n', false",
    "'Cache-Control: Private\r\n', false",
    "'Pragma: no-cache\r\n', false"
  })
  void shouldKeepCachesFromGivingItToOthers(final String fields, final boolean added) {
    final CookiePersistence cookies =
        new CookiePersistence(
            config(Mode.INSERT, true, false, true, Optional.empty(), Optional.empty(), false));
    request(cookies, "x=1", false, false);

    final ResponseHead head = response(cookies, fields, "a");

    assertThat(Exchanges.text(head).contains("\r\nCache-Control: private\r\n")).isEqualTo(added);
  }

  @Test
  void shouldGiveOutDatesAndLookAtThem() {
    // Given
    final CookiePersistence cookies =
        new CookiePersistence(
            config(
                Mode.INSERT,
                true,
                false,
                false,
                Optional.of(Duration.ofMinutes(30)),
                Optional.of(Duration.ofHours(8)),
                false));

    // When
    request(cookies, "x=1", NOW);
    final String set = value(response(cookies, "", "a", NOW));

    // Then
    assertThat(set).matches("s1\\|[A-Za-z0-9+/]{5}\\|[A-Za-z0-9+/]{5}");
    assertThat(letters(cookies, set, NOW)).isEqualTo("VN");
    assertThat(letters(cookies, set, NOW + 600)).isEqualTo("VU");
    assertThat(letters(cookies, set, NOW + 1810)).isEqualTo("EI");
    assertThat(letters(cookies, set, NOW + 8 * 3600 + 10)).isEqualTo("OI");
    assertThat(letters(cookies, set, NOW - 25 * 3600)).isEqualTo("OI");
    assertThat(letters(cookies, "s1", NOW)).isEqualTo("VU");
  }

  @Test
  void shouldKeepTheFirstDateWhenTheLastIsUpdated() {
    final CookiePersistence cookies =
        new CookiePersistence(
            config(
                Mode.INSERT,
                true,
                false,
                false,
                Optional.of(Duration.ofMinutes(30)),
                Optional.of(Duration.ofHours(8)),
                false));
    request(cookies, "x=1", NOW);
    final String first = value(response(cookies, "", "a", NOW));

    request(cookies, "SRV=" + first, NOW + 600);
    final String second = value(response(cookies, "", "a", NOW + 600));

    assertThat(second.substring(8)).isEqualTo(first.substring(8));
    assertThat(second.substring(3, 8)).isNotEqualTo(first.substring(3, 8));
  }

  private String letters(final CookiePersistence cookies, final String value, final long now) {
    request(cookies, "SRV=" + value, now);
    response(cookies, "", "a", now);
    return "" + (char) persisted.requestLetter() + (char) persisted.responseLetter();
  }

  private static String value(final ResponseHead head) {
    final String text = Exchanges.text(head);
    final int at = text.indexOf("SRV=") + 4;
    return text.substring(at, text.indexOf(';', at));
  }

  private RequestHead request(
      final CookiePersistence cookies,
      final String cookie,
      final boolean assigned,
      final boolean down) {
    persisted.clear();
    final RequestHead head = Exchanges.request(text(cookie));
    assertThat(cookies.onRequest(head, backend, assigned, down, persisted, NOW)).isTrue();
    return head;
  }

  private void request(final CookiePersistence cookies, final String cookie, final long now) {
    persisted.clear();
    cookies.onRequest(Exchanges.request(text(cookie)), backend, false, false, persisted, now);
  }

  private static String text(final String cookie) {
    return "GET / HTTP/1.1\r\nHost: h\r\nCookie: " + cookie + "\r\n\r\n";
  }

  private ResponseHead response(
      final CookiePersistence cookies, final String fields, final String server) {
    return response(cookies, fields, server, NOW);
  }

  private ResponseHead response(
      final CookiePersistence cookies, final String fields, final String server, final long now) {
    final ResponseHead head =
        Exchanges.response(
            Method.GET, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + "\r\n");
    assertThat(cookies.onResponse(head, Method.GET, server(server), false, persisted, now))
        .isTrue();
    return head;
  }

  private Server server(final String name) {
    return backend.servers().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static CookiePersistence persistence(final Mode mode, final boolean indirect) {
    return new CookiePersistence(
        config(mode, indirect, false, false, Optional.empty(), Optional.empty(), false));
  }

  private static CookieConfig config(
      final Mode mode,
      final boolean indirect,
      final boolean preserve,
      final boolean nocache,
      final Optional<Duration> idle,
      final Optional<Duration> life,
      final boolean attributes) {
    return new CookieConfig(
        "SRV",
        mode,
        indirect,
        nocache,
        false,
        preserve,
        attributes,
        attributes,
        attributes ? List.of(".example.org") : List.of(),
        idle,
        life,
        attributes ? List.of("SameSite=Lax") : List.of());
  }

  private static Backend backend() {
    final Extensions extensions = new Extensions(Balancers.load().names(), Set.of());
    final ReadResult read = HoconReader.readText("t.conf", SERVERS, extensions);
    assertThat(read).isInstanceOf(ReadResult.Valid.class);
    return new Backend(
        ((ReadResult.Valid) read).config().backends().getFirst(), Balancers.load(), 0);
  }
}
