package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.RuleKind;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.testkit.FakeTransaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that change maps and patterns in memory: what was asked of HAProxy 2.6, and bounds. */
class PatternActionsTest {
  @TempDir Path directory;
  private final Listed listed = new Listed();
  private Path map;
  private Path acl;

  @BeforeEach
  void write() throws IOException {
    map = Files.writeString(directory.resolve("a.map"), "k1 v1\nk2 v2\n");
    acl = Files.writeString(directory.resolve("a.acl"), "/a\n/b\n");
  }

  private void rules(final String... rules) {
    listed.txn.request("GET / HTTP/1.1\nHost: h\n\n");
    listed.rules(
        RuleKind.HTTP_REQUEST,
        Arrays.stream(rules)
            .map(r -> r.replace("MAP", map.toString()).replace("ACL", acl.toString()))
            .toArray(String[]::new));
  }

  /** What the rules answer to each target. */
  private List<String> asked(final String... targets) {
    final List<String> answers = new ArrayList<>();
    for (final String target : targets) {
      final FakeTransaction txn = listed.txn.request("GET " + target + " HTTP/1.1\nHost: h\n\n");
      listed.run.begin();
      assertThat(listed.run()).isEqualTo(Verdict.RETURN);
      assertThat(txn.scratch()).isNotNull();
      final String answered = listed.answered();
      answers.add(answered.substring(answered.indexOf("\n\n") + 2));
    }
    assertThat(listed.surroundings.problems).isEmpty();
    return answers;
  }

  private static String answer(final String format) {
    return "return status 200 content-type text/plain lf-string \"" + format + "\"";
  }

  @Test
  void shouldSetAndDeleteKeysOfAMap() {
    // Given
    rules(
        "set-map(MAP) k1 new if { path /set }",
        "del-map(MAP) k1 if { path /del }",
        "del-map(MAP) k if { path /d }",
        answer("%[str(k1),map(MAP,none)] %[str(k11),map_beg(MAP,none)] %[str(k2),map(MAP)]"));

    // When
    final List<String> answers = asked("/", "/set", "/", "/del", "/", "/d", "/set", "/");

    // Then
    assertThat(answers)
        .containsExactly(
            "v1 v1 v2",
            "new new v2",
            "new new v2",
            "none none v2",
            "none none v2",
            "none none v2",
            "new new v2",
            "new new v2");
  }

  @ParameterizedTest
  @CsvSource({
    "map,v/a,v/b,none,v/a,none", "map_beg,v/a,v/b,none,v/a,v/a", "map_reg,v/a,v/b,none,v/a,v/a",
    "map_sub,v/a,v/b,none,v/a,v/a", "map_dir,v/a,v/b,none,v/a,v/a", "map_end,v/a,v/b,none,v/a,none"
  })
  void shouldFindWhatWasSetInEveryWay(
      final String converter,
      final String first,
      final String second,
      final String third,
      final String fourth,
      final String fifth) {
    // Given
    rules(
        "set-map(MAP) %[path] v%[path] if !{ url_sub get }",
        answer("%[path," + converter + "(MAP,none)]"));

    // When
    final List<String> answers = asked("/a", "/b", "/get", "/a", "/a/get");

    // Then
    assertThat(answers).containsExactly(first, second, third, fourth, fifth);
  }

  @Test
  void shouldNotTakeWhatThoseWhoLookCannotHave() throws IOException {
    // Given
    Files.writeString(map, "k1 1\n");
    rules(
        "set-map(MAP) k1 %[url_param(v)]",
        answer("%[str(k1),map_str_int(MAP,9)] %[str(k1),map(MAP,none)]"));

    // When
    final List<String> answers = asked("/?v=5", "/?v=x", "/?v=7", "/?v=08");

    // Then
    assertThat(answers).containsExactly("5 5", "5 5", "7 7", "8 08");
  }

  @Test
  void shouldAddAndDeletePatterns() {
    // Given
    rules(
        "add-acl(ACL) %[path] if { url_param(do) -m str add }",
        "del-acl(ACL) %[path] if { url_param(do) -m str del }",
        "return status 200 content-type text/plain string y if { path -f ACL }",
        "return status 200 content-type text/plain string n");

    // When
    final List<String> answers =
        asked("/x", "/x?do=add", "/x", "/x?do=add", "/x?do=del", "/x", "/y", "/a", "/a?do=del");

    // Then
    assertThat(answers).containsExactly("n", "y", "y", "y", "n", "n", "n", "y", "n");
  }

  @ParameterizedTest
  @CsvSource({"-m beg,y,n", "-i,y,n", "-m sub,y,n", "-m reg,y,n", "-M,y,n"})
  void shouldAddPatternsThatAreComparedInEveryWay(
      final String flags, final String with, final String without) {
    // Given
    rules(
        "add-acl(ACL) /x if { path /x }",
        "return status 200 content-type text/plain string y if { path " + flags + " -f ACL }",
        "return status 200 content-type text/plain string n");

    // When
    final List<String> answers = asked("/y", "/x", "/y");

    // Then
    assertThat(answers).containsExactly(without, with, without);
  }

  @Test
  void shouldAddNetworks() throws IOException {
    // Given
    Files.writeString(acl, "10.0.0.0/8\n");
    rules(
        "add-acl(ACL) 127.0.0.0/%[url_param(bits)] if { url_param(bits) -m found }",
        "return status 200 content-type text/plain string y if { src -f ACL }",
        "return status 200 content-type text/plain string n");

    // When
    final List<String> answers = asked("/", "/?bits=99", "/?bits=8", "/");

    // Then
    assertThat(answers).containsExactly("n", "n", "y", "y");
  }

  @Test
  void shouldGoOnWhenNoMoreFits() {
    // Given
    rules("set-map(MAP) %[path] 1", answer("%[path,map(MAP,none)]"));
    final LivePatterns live = listed.surroundings.files().live(map, true);

    // When
    int taken = 0;
    while (taken <= LivePatterns.MOST_ADDED
        && live.set(
            Integer.toString(taken).getBytes(StandardCharsets.US_ASCII), new byte[] {'x'})) {
      taken++;
    }

    // Then
    assertThat(taken).isEqualTo(LivePatterns.MOST_ADDED);
    assertThat(asked("/one-more")).containsExactly("none");
  }

  @Test
  void shouldBoundWhatIsKept() throws IOException {
    // Given
    final LivePatterns live = new PatternFiles().live(map, true);
    final byte[] mebibyte = new byte[1 << 20];

    // When
    final long taken =
        Stream.iterate(0, i -> i + 1)
            .takeWhile(
                i -> live.set(Integer.toString(i).getBytes(StandardCharsets.US_ASCII), mebibyte))
            .count();

    // Then
    assertThat(taken).isEqualTo((LivePatterns.MOST_ADDED_BYTES >> 20) - 1);
  }

  @Test
  void shouldForgetWhatRulesDidWhenTheFileIsReadAnew() {
    // Given
    final PatternFiles before = new PatternFiles();
    final byte[] key = "k1".getBytes(StandardCharsets.US_ASCII);
    assertThat(before.live(map, true).set(key, key)).isTrue();

    // When
    final LivePatterns after = new PatternFiles().live(map, true);

    // Then
    assertThat(after.version()).isZero();
    assertThat(after.exact(key, 0, 2)).asString(StandardCharsets.US_ASCII).isEqualTo("v1");
  }
}
