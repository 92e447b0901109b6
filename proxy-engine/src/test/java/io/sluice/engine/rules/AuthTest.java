package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.RuleKind;
import io.sluice.config.http.Userlist;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come in, by a userlist. */
class AuthTest {
  private static final Userlist USERS =
      new Userlist(
          "staff",
          List.of(
              new Userlist.User("alice", "plain:text", false),
              new Userlist.User(
                  "bob", "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA", true),
              new Userlist.User("empty", "", false)),
          List.of(new Userlist.Group("admins", List.of("bob"))));

  private static Listed asking(final String credentials, final String... rules) {
    final Listed listed = new Listed();
    listed.surroundings.userlists.put("staff", USERS);
    final String told =
        Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    listed.txn.request(Listed.REQUEST.replace("Cookie: c=1", "Authorization: basic " + told));
    return listed.rules(RuleKind.HTTP_REQUEST, rules);
  }

  @ParameterizedTest
  @CsvSource({
    "alice:plain:text, CONTINUE",
    "alice:plain:texT, AUTH",
    "alice:plain,      AUTH",
    "alice:,           AUTH",
    "alice,            AUTH",
    "bob:secret,       CONTINUE",
    "bob:Secret,       AUTH",
    "bob:,             AUTH",
    "empty:,           CONTINUE",
    "empty:x,          AUTH",
    "nobody:x,         AUTH"
  })
  void shouldLetInWhoKnowsThePassword(final String credentials, final Verdict expected) {
    // Given
    final Listed listed = asking(credentials, "auth realm R unless { http_auth(staff) }");

    // When
    final Verdict first = listed.run();
    listed.run.begin();
    final Verdict second = listed.run();

    // Then
    assertThat(first).isEqualTo(expected);
    assertThat(second).isEqualTo(expected);
  }

  @Test
  void shouldAskWhoSaysNothing() {
    // Given
    final Listed listed = new Listed();
    listed.surroundings.userlists.put("staff", USERS);
    listed.txn.request(Listed.REQUEST);
    listed.rules(RuleKind.HTTP_REQUEST, "auth realm \"a \\\"b\" unless { http_auth(staff) }");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.AUTH);
    assertThat(listed.answered())
        .startsWith("HTTP/1.1 401 Unauthorized\n")
        .contains("\nWWW-Authenticate: Basic realm=\"a \\\"b\"\n\n");
  }

  @Test
  void shouldAskAsAProxyWhenAskedAsOne() {
    // Given
    final Listed listed = new Listed();
    listed.surroundings.userlists.put("staff", USERS);
    listed.txn.request(Listed.REQUEST.replace("GET /a", "GET http://example.com/a"));
    listed.rules(RuleKind.HTTP_REQUEST, "auth unless { http_auth(staff) }");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.AUTH);
    assertThat(listed.answered())
        .startsWith("HTTP/1.1 407 Proxy Authentication Required\n")
        .contains("\nProxy-Authenticate: Basic realm=\"fe\"\n\n");
  }

  @Test
  void shouldKnowGroups() {
    // Given
    final Listed bob = asking("bob:secret", "deny unless { http_auth_group(staff) admins }");
    final Listed alice =
        asking("alice:plain:text", "deny unless { http_auth_group(staff) admins }");

    // When
    final Verdict ofBob = bob.run();
    final Verdict ofAlice = alice.run();

    // Then
    assertThat(ofBob).isEqualTo(Verdict.CONTINUE);
    assertThat(ofAlice).isEqualTo(Verdict.DENY);
  }

  @Test
  void shouldRefuseHashesThatItCannotCheck() {
    // Given
    final Listed listed = new Listed();
    final String hash = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";
    listed.surroundings.userlists.put(
        "staff", new Userlist("staff", List.of(new Userlist.User("eve", hash, true)), List.of()));

    // When
    listed.rules(RuleKind.HTTP_REQUEST, "auth unless { http_auth(staff) }");

    // Then
    assertThat(listed.surroundings.problems)
        .singleElement()
        .asString()
        .contains("user eve in userlist staff", "mkpasswd -m sha-512")
        .doesNotContain(hash);
  }
}
