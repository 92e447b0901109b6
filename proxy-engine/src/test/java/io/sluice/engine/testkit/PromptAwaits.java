package io.sluice.engine.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every wait of a test look often: most of what is waited for is there at once, and a tenth of
 * a second for each adds up to minutes. JUnit finds it through ServiceLoader and applies it to
 * every class of the module.
 */
public final class PromptAwaits implements BeforeAllCallback {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollInterval(INTERVAL);
  }
}
