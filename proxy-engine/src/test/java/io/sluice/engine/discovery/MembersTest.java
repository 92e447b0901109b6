package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Galera node says of the members. */
class MembersTest {
  private static List<String> addresses(final Members members) {
    return members.addresses().stream().map(InetSocketAddress.class::cast).map(Spot::text).toList();
  }

  @Test
  void shouldReadAddressesWithAndWithoutPorts() {
    // When
    final Members members =
        Members.of(
            List.of("10.0.0.1:3306", " 10.0.0.2 ", "[fd00::1]:3307", "[fd00::2]", "fd00::3"), 33);
    // Then
    assertThat(addresses(members))
        .containsExactly(
            "10.0.0.1:3306",
            "10.0.0.2:33",
            "[fd00:0:0:0:0:0:0:1]:3307",
            "[fd00:0:0:0:0:0:0:2]:33",
            "[fd00:0:0:0:0:0:0:3]:33");
    assertThat(members.complaint()).isEmpty();
  }

  @Test
  void shouldPassOverAnArbitrator() {
    // When
    final Members members = Members.of(List.of("", "10.0.0.1:3306", " "), 3306);
    // Then
    assertThat(addresses(members)).containsExactly("10.0.0.1:3306");
    assertThat(members.complaint()).isEmpty();
  }

  @Test
  void shouldSayThatAutoIsNoAddress() {
    // When
    final Members members = Members.of(List.of("AUTO", "10.0.0.1:3306", "AUTO"), 3306);
    // Then
    assertThat(addresses(members)).containsExactly("10.0.0.1:3306");
    assertThat(members.complaint()).contains("AUTO", "wsrep_node_incoming_address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db1.example:3306",
        "10.0.0.1:0",
        "10.0.0.1:65536",
        "10.0.0.1:x",
        "10.0.0:3306",
        "[fd00::1",
        ":",
        ":3306",
        "\u0007\u0007",
        "10.0.0.1:99999999999999999999"
      })
  void shouldSayWhatIsNoAddress(final String entry) {
    // When
    final Members members = Members.of(List.of(entry), 3306);
    // Then
    assertThat(members.addresses()).isEmpty();
    assertThat(members.complaint()).contains("no IP address").matches("\\p{Print}+");
  }

  @Test
  void shouldSayWhenNobodyTells() {
    assertThat(Members.of(List.of(), 3306).complaint()).isNotEmpty();
    assertThat(Members.of(List.of("", ""), 3306).complaint()).isNotEmpty();
  }

  @Test
  void shouldBoundWhatItTakes() {
    // When
    final Members members = Members.of(Collections.nCopies(1_000_000, "x".repeat(1_000)), 3306);
    // Then
    assertThat(members.complaint()).hasSizeLessThan(200);
  }
}
