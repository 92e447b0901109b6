package io.sluice.engine.testkit;

/** For any thread. */
final class ShutdownHooks {
  private ShutdownHooks() {}

  /** Removes a hook, unless the JVM ends already and runs it. */
  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM ends.
    }
  }
}
