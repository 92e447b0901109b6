package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which server has which address. */
class PlacementTest {
  @Test
  void shouldLeaveAnAddressWithItsServerAndGiveANewOneTheFirstWithout() {
    // Given
    final List<String> held = Arrays.asList("a", null, "c", "d");
    // When
    final Placement<String> next = Placement.of(held, List.of("e", "d", "a", "f"));
    // Then
    assertThat(next.places()).containsExactly("a", "e", "f", "d");
    assertThat(next.surplus()).isEmpty();
  }

  @Test
  void shouldNameThoseThatNoServerIsLeftFor() {
    // When
    final Placement<String> next =
        Placement.of(Arrays.asList("a", null), List.of("x", "a", "y", "y"));
    // Then
    assertThat(next.places()).containsExactly("a", "x");
    assertThat(next.surplus()).containsExactly("y");
  }

  @Test
  void shouldLeaveServersWithoutWhenThereAreFewer() {
    // When
    final Placement<String> next = Placement.of(Arrays.asList("a", "b", "c"), List.of("b"));
    // Then
    assertThat(next.places()).containsExactly(null, "b", null);
  }

  @Test
  void shouldGiveAnAddressToOneServerOnly() {
    // When: two have the same, as two templates that became one may.
    final Placement<String> next = Placement.of(Arrays.asList("a", "a"), List.of("a", "b"));
    // Then
    assertThat(next.places()).containsExactly("a", "b");
  }
}
