package io.sluice.engine.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/**
 * Sets Logback up: all messages go to the {@link LineAppender}. Found by Logback through {@code
 * META-INF/services}. In code, since reading the same as XML took a tenth of a start.
 *
 * <p>The level of root is changed by the configuration's log level. A file that is named by {@code
 * -Dlogback.configurationFile}, or {@code logback-test.xml} in the class path, goes before this.
 */
public final class LineConfigurator extends ContextAwareBase implements Configurator {
  /** Control characters in a message could forge a line of their own. */
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %replace(%msg){'\\p{Cntrl}', '?'}%n%ex";

  @Override
  public ExecutionStatus configure(final LoggerContext context) {
    if (isConfiguredByFile()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    apply(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Sets a context up, whatever files there are. */
  static void apply(final LoggerContext context) {
    for (final String library : new String[] {"io.netty", "io.micrometer", "io.prometheus"}) {
      context.getLogger(library).setLevel(Level.WARN);
    }
    final var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender(context));
  }

  private static boolean isConfiguredByFile() {
    return System.getProperty("logback.configurationFile") != null
        || LineConfigurator.class.getResource("/logback-test.xml") != null;
  }

  private static LineAppender appender(final LoggerContext context) {
    final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(PATTERN);
    encoder.start();
    final LineAppender appender = new LineAppender();
    appender.setContext(context);
    appender.setName("lines");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
