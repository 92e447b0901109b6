package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the system that say who is asked for what. */
class ResolvConfTest {
  @Test
  void shouldReadWhatResolvConfSays() {
    // When
    final ResolvConf conf =
        ResolvConf.parse(
            """
            # nameserver 10.9.9.9
            domain old.example
            search  one.example two.example.
            nameserver 10.0.0.53
            nameserver\tfd00::53
            nameserver nonsense
            nameserver
            options timeout:1 ndots:2 rotate
            """);
    // Then
    assertThat(conf.nameservers().stream().map(Spot::text))
        .containsExactly("10.0.0.53:53", "[fd00:0:0:0:0:0:0:53]:53");
    assertThat(conf.search()).containsExactly("one.example", "two.example");
    assertThat(conf.ndots()).isEqualTo(2);
  }

  @Test
  void shouldAskThisHostWhenNobodyIsNamed() {
    assertThat(ResolvConf.parse("").nameservers().stream().map(Spot::text))
        .containsExactly("127.0.0.1:53");
  }

  @Test
  void shouldTryNamesInTheOrderOfTheCLibrary() {
    // Given
    final ResolvConf conf = ResolvConf.parse("search a.example b.example\noptions ndots:2");
    // Then
    assertThat(conf.candidates("db")).containsExactly("db.a.example", "db.b.example", "db");
    assertThat(conf.candidates("db.x")).startsWith("db.x.a.example").endsWith("db.x");
    assertThat(conf.candidates("db.x.y")).startsWith("db.x.y").endsWith("db.x.y.b.example");
    assertThat(conf.candidates("db.x.")).containsExactly("db.x");
  }

  @Test
  void shouldFindNamesOfTheHostsFile() {
    // Given
    final HostsFile hosts =
        HostsFile.parse("10.0.0.1 db1 DB.example # x\nfd00::1 db1\n\nnonsense\n10.0.0.2 db1\n");
    // Then
    assertThat(hosts.addresses("DB1", false).toString()).contains("10.0.0.1", "10.0.0.2");
    assertThat(hosts.addresses("db1.", true).toString()).contains("fd00").doesNotContain("10.0");
    assertThat(hosts.addresses("db.EXAMPLE", true).toString()).contains("10.0.0.1");
    assertThat(hosts.addresses("x", false)).isEmpty();
  }

  @Test
  void shouldReadAFileAgainWhenItWasChanged(@TempDir final Path folder) throws Exception {
    // Given
    final Path path = folder.resolve("hosts");
    final WatchedFile<String> file = new WatchedFile<>(path, text -> "<" + text + ">");
    final String missing = file.content();
    Files.writeString(path, "a");
    final String first = file.content();
    // When
    Files.writeString(path, "bb");
    // Then
    assertThat(missing).isEqualTo("<>");
    assertThat(first).isEqualTo("<a>");
    assertThat(file.content()).isEqualTo("<bb>").isSameAs(file.content());
  }
}
