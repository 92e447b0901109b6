package io.sluice.engine.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs what may fail, on a thread of its own, which ends with the JVM. Stateless. */
public final class Background {
  private Background() {}

  /** Starts it. Who joins has what it returns, or throws a CompletionException of what it threw. */
  public static <T> CompletableFuture<T> inBackground(Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }
}
