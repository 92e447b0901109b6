package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakExtensionTest {
  @Test
  void shouldSeeABufferThatWasNotReleased() {
    LeakExtension.drain();
    // When
    leak();
    // Then
    assertThat(LeakExtension.drain()).contains("ByteBuf");
  }

  @Test
  void shouldSeeNothingWhenAllAreReleased() {
    LeakExtension.drain();
    // When
    ByteBufAllocator.DEFAULT.directBuffer(64).release();
    // Then
    assertThat(LeakExtension.drain()).isEmpty();
  }

  private static void leak() {
    // A method of its own, so that no frame holds it when the collector runs.
    ByteBufAllocator.DEFAULT.directBuffer(64).writeByte(1);
  }
}
