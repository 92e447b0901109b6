package io.sluice.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class FrontendStateTest {
  private final ConnectionLimit process = new ConnectionLimit(2);
  private final FrontendState narrow = new FrontendState(1, process, 1);
  private final FrontendState wide = new FrontendState(1, process, 0);
  private final Deque<Runnable> posted = new ArrayDeque<>();

  @Test
  void shouldTakeAPlaceOfBothOrNone() {
    assertThat(narrow.tryAdmit(() -> {})).isTrue();
    assertThat(narrow.tryAdmit(() -> {})).isFalse();
    assertThat(process.taken()).isEqualTo(1);
    assertThat(wide.tryAdmit(() -> {})).isTrue();
    // When
    assertThat(wide.tryAdmit(() -> {})).isFalse();
    // Then
    assertThat(wide.limit().taken()).isEqualTo(1);
    narrow.leave();
    wide.leave();
    assertThat(process.taken()).isZero();
    assertThat(narrow.limit().taken()).isZero();
  }

  @Test
  void shouldPassAPlaceOfTheProcessOnWhenTheFrontendIsFull() {
    // Given
    wide.tryAdmit(() -> {});
    wide.tryAdmit(() -> {});
    final Door first = new Door(narrow);
    final Door second = new Door(narrow);
    final Door third = new Door(wide);
    first.accept();
    second.accept();
    third.accept();
    // When
    wide.leave();
    runPosted();
    wide.leave();
    runPosted();
    // Then
    assertThat(first.admitted).isEqualTo(1);
    assertThat(second.admitted).isZero();
    assertThat(third.admitted).as("the second cannot use the place, the third can").isEqualTo(1);
  }

  @Test
  void shouldEndWhenNobodyCanUseThePlace() {
    // Given
    wide.tryAdmit(() -> {});
    wide.tryAdmit(() -> {});
    for (int i = 0; i < 4; i++) {
      new Door(narrow).accept();
      new Door(wide).accept();
    }
    // When
    process.setMax(2);
    narrow.limit().setMax(1);
    runPosted();
    // Then
    assertThat(process.taken()).isEqualTo(2);
    assertThat(narrow.limit().taken()).isZero();
  }

  private void runPosted() {
    for (int i = 0; !posted.isEmpty(); i++) {
      assertThat(i).as("rounds without an end").isLessThan(1_000);
      posted.poll().run();
    }
  }

  /** One client waits before it, and is let in when there is a place. */
  private final class Door {
    private final FrontendState frontend;
    private int admitted;

    Door(final FrontendState frontend) {
      this.frontend = frontend;
    }

    void accept() {
      if (admitted == 0 && frontend.tryAdmit(() -> posted.add(this::accept))) {
        admitted = 1;
      }
    }
  }
}
