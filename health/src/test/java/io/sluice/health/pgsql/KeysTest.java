package io.sluice.health.pgsql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.health.pgsql.SaltedPassword.Recipe;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final Recipe SLOW = new Recipe(ByteBuffer.wrap(new byte[] {1}), 2_000_000);
  private static final Recipe QUICK = new Recipe(ByteBuffer.wrap(new byte[] {2}), 1);

  @Test
  void shouldRememberTheLastOne() throws Exception {
    // Given
    final Keys keys = new Keys("pencil");

    // When
    final CompletableFuture<SaltedPassword> key = keys.of(QUICK).orElseThrow();

    // Then
    assertThat(key.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(keys.of(QUICK)).containsSame(key);
  }

  @Test
  void shouldWorkOutOneAtATime() {
    // Given
    final Keys keys = new Keys("pencil");
    final CompletableFuture<SaltedPassword> slow = keys.of(SLOW).orElseThrow();

    // Then
    assertThat(keys.of(QUICK)).isEmpty();
    assertThat(keys.of(SLOW)).containsSame(slow);
    assertThat(slow).isNotDone();

    // When
    slow.cancel(false);

    // Then
    assertThat(keys.of(QUICK)).isPresent();
  }
}
