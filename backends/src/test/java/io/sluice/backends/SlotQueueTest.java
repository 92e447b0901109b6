package io.sluice.backends;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
  private final SlotQueue queue = new SlotQueue();

  @Test
  void shouldKeepTheOrderOfTicketsWhenOneIsAddedLate() {
    // When
    for (final long ticket : new long[] {3, 7, 5, 1, 9}) {
      queue.add(waiter(ticket));
    }

    // Then
    assertThat(tickets(queue)).containsExactly(1L, 3L, 5L, 7L, 9L);
    assertThat(queue.size()).isEqualTo(5);
  }

  @Test
  void shouldCloseTheGapWhenHeadMiddleAndTailLeave() {
    // Given
    final List<Waiter> waiters = new ArrayList<>();
    for (int ticket = 0; ticket < 5; ticket++) {
      waiters.add(waiter(ticket));
      queue.add(waiters.get(ticket));
    }

    // When
    queue.remove(waiters.get(0));
    queue.remove(waiters.get(2));
    queue.remove(waiters.get(4));

    // Then
    assertThat(tickets(queue)).containsExactly(1L, 3L);
    assertThat(waiters.get(2).queue).isNull();
    assertThat(waiters.get(2).next).isNull();
    assertThat(waiters.get(2).previous).isNull();
  }

  @Test
  void shouldBeEmptyWhenTheLastLeaves() {
    // Given
    final Waiter only = waiter(1);
    queue.add(only);

    // When
    queue.remove(only);

    // Then
    assertThat(queue.head()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldMergeByTicketWhenItTakesOverAnother() {
    // Given
    final SlotQueue other = new SlotQueue();
    final Random random = new Random(1);
    final List<Long> all = new ArrayList<>();
    for (long ticket = 0; ticket < 200; ticket++) {
      all.add(ticket);
      (random.nextBoolean() ? queue : other).add(waiter(ticket));
    }

    // When
    queue.takeOver(other);

    // Then
    assertThat(tickets(queue)).isEqualTo(all);
    assertThat(other.size()).isZero();
    assertThat(other.head()).isNull();
  }

  private static Waiter waiter(final long ticket) {
    final Waiter waiter = new Asker();
    waiter.ticket = ticket;
    return waiter;
  }

  /** In order forwards; fails when it is another order backwards. */
  private static List<Long> tickets(final SlotQueue queue) {
    final List<Long> tickets = new ArrayList<>();
    Waiter last = null;
    for (Waiter waiter = queue.head(); waiter != null; waiter = waiter.next) {
      assertThat(waiter.previous).isSameAs(last);
      assertThat(waiter.queue).isSameAs(queue);
      tickets.add(waiter.ticket);
      last = waiter;
    }
    return tickets;
  }
}
