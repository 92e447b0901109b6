package io.sluice.engine.discovery;

import io.sluice.config.ResolversConfig;
import java.util.function.Consumer;

/** Who is asked for names. */
interface Resolver {
  /** Questions that come from now on are asked so. */
  void configure(ResolversConfig next);

  /**
   * Asks. Returns at once.
   *
   * @param onAnswer called once, on a thread of the resolver's choice, within a bounded time; never
   *     when the resolver is closed meanwhile
   */
  void ask(String name, Consumer<Answer> onAnswer);
}
