package io.sluice.engine.proxy;

import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Piece;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;
import java.util.List;
import java.util.Map;

/**
 * Which backend a request goes to (HAProxy {@code use_backend}). Immutable; looked at by all
 * workers.
 *
 * @param choices looked at in order
 */
public record Switching(List<Choice> choices) {
  /** All go to the default backend. */
  public static final Switching NONE = new Switching(List.of());

  public Switching {
    choices = List.copyOf(choices);
  }

  /** A way to a backend. */
  public sealed interface Choice {
    When when();
  }

  /** One backend. */
  public record Static(When when, BackendRuntime backend) implements Choice {}

  /**
   * One whose name is made for each request; a name that there is none of is passed over.
   *
   * @param name makes it
   * @param backends by name
   */
  public record Dynamic(When when, Piece name, Map<String, BackendRuntime> backends)
      implements Choice {
    public Dynamic {
      backends = Map.copyOf(backends);
    }
  }

  /** The backend of the first choice that holds; null: the default one. */
  public BackendRuntime choose(final Transaction txn) {
    for (int i = 0; i < choices.size(); i++) {
      final Choice choice = choices.get(i);
      if (choice.when().holds(txn)) {
        final BackendRuntime backend =
            switch (choice) {
              case Static one -> one.backend();
              case Dynamic made -> made.backends().get(name(made, txn));
            };
        if (backend != null) {
          return backend;
        }
      }
    }
    return null;
  }

  private static String name(final Dynamic made, final Transaction txn) {
    final Output text = txn.scratch().output();
    text.clear();
    made.name().print(txn, text);
    return text.toString();
  }
}
