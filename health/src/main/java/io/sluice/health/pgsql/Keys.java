package io.sluice.health.pgsql;

import io.sluice.health.pgsql.SaltedPassword.Recipe;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Works out keys of a password on a virtual thread, one at a time, and remembers the last one,
 * since a server names the same salt each time.
 *
 * <p>Confined to the check loop; one for each probe.
 */
final class Keys {
  private final String password;
  private Recipe recipe; // null: none was asked for
  private CompletableFuture<SaltedPassword> key = CompletableFuture.completedFuture(null);

  Keys(final String password) {
    this.password = password;
  }

  /** The key, or one in the making; empty: another one is in the making. */
  Optional<CompletableFuture<SaltedPassword>> of(final Recipe wanted) {
    if (!wanted.equals(recipe) || key.isCompletedExceptionally()) {
      if (!key.isDone()) {
        return Optional.empty();
      }
      recipe = wanted;
      key =
          CompletableFuture.supplyAsync(
              () -> SaltedPassword.of(password, wanted), Thread::startVirtualThread);
    }
    return Optional.of(key);
  }
}
