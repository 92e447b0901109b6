package io.sluice.engine.discovery;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** What became of a question for a name. */
sealed interface Answer {
  /**
   * The name has addresses.
   *
   * @param addresses one at least, of one family, each once, in the order of the answer
   * @param ttl how long it is good for, as who answered says; 0: not at all
   */
  record Found(List<InetAddress> addresses, Duration ttl) implements Answer {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Somebody who knows says that there is no such name, or that it has no address.
   *
   * @param why in a word or two
   */
  record NoName(String why) implements Answer {}

  /**
   * Nobody could tell.
   *
   * @param why in a word or two
   */
  record Failed(String why) implements Answer {}
}
