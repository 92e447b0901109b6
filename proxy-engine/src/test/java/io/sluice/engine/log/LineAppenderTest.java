package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.sluice.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The shipped configuration in a context of its own. */
@Isolated("standard output and the installed writer are the process's")
class LineAppenderTest {
  private static final String STAMP =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)";

  private final LoggerContext context = new LoggerContext();
  private final Outputs.Kept out = new Outputs.Kept();
  private LogWriter writer;

  @BeforeEach
  void configure() {
    LineConfigurator.apply(context);
    writer = new LogWriter(out);
  }

  @AfterEach
  void end() {
    Logging.uninstall();
    context.stop();
    writer.close();
  }

  @Test
  void shouldPrintStampLevelLoggerAndMessageWhenInstalled() {
    // Given
    Logging.install(writer);
    // When
    logger("io.sluice.engine.Server").info("server {} is {}", "b/s1", "UP");
    // Then
    assertThat(written()).matches(STAMP + " INFO  Server server b/s1 is UP\n");
  }

  @Test
  void shouldPrintOnlyErrorsOfARehearsal() throws InterruptedException {
    // Given
    Logging.install(writer);
    // When
    final Thread rehearsal =
        Thread.ofPlatform()
            .name(LineAppender.REHEARSAL + "-loop-1")
            .start(() -> {
              logger("a.B").warn("server a is DOWN");
              logger("a.B").error("a defect");
            });
    rehearsal.join();
    // Then
    assertThat(written()).matches(STAMP + " ERROR B a defect\n");
  }

  @Test
  void shouldPrintToStandardOutputWhenNoWriterIsInstalled() {
    // Given
    final PrintStream before = System.out;
    final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    System.setOut(new PrintStream(seen, false, StandardCharsets.UTF_8));
    try {
      // When
      logger("a.B").warn("early");
    } finally {
      System.setOut(before);
    }
    // Then
    assertThat(seen.toString(StandardCharsets.UTF_8)).matches(STAMP + " WARN  B early\n");
    assertThat(written()).isEmpty();
  }

  @Test
  void shouldKeepMessageOnOneLineWhenItHasControlCharacters() {
    // Given
    Logging.install(writer);
    // When
    logger("a.B").info("user {}", "x\n2026-01-01T00:00:00.000Z INFO  B forged\r\u001b[2J");
    // Then
    assertThat(written()).endsWith("user x?2026-01-01T00:00:00.000Z INFO  B forged??[2J\n");
  }

  @Test
  void shouldPrintStackWhenThereIsAThrowable() {
    // Given
    Logging.install(writer);
    // When
    logger("a.B").error("bug", new IllegalStateException("of ours"));
    // Then
    assertThat(written())
        .contains("B bug\njava.lang.IllegalStateException: of ours\n\tat ")
        .contains("LineAppenderTest.java");
  }

  @Test
  void shouldStayQuietWhenNettyAndMicrometerChat() {
    // Given
    Logging.install(writer);
    // When
    logger("io.netty.util.internal.PlatformDependent").info("noise");
    logger("io.micrometer.core").info("noise");
    logger("a.B").debug("noise");
    // Then
    assertThat(written()).isEmpty();
  }

  @Test
  void shouldPrintLeaksWhenNettyReportsThem() {
    // Given
    Logging.install(writer);
    // When
    logger("io.netty.util.ResourceLeakDetector").error("LEAK");
    // Then
    assertThat(written()).endsWith("ERROR ResourceLeakDetector LEAK\n");
  }

  @Test
  void shouldDropAndCountWhenWriterIsClosed() {
    // Given
    Logging.install(writer);
    writer.close();
    // When
    logger("a.B").info("late");
    // Then
    assertThat(writer.dropped()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldChangeRootLevelWhenConfigured(final LogConfig.Level level) {
    // Given
    final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    final Level before = root.getLevel();
    try {
      // When
      Logging.setLevel(level);
      // Then
      assertThat(root.getLevel()).hasToString(level.name());
    } finally {
      root.setLevel(before);
    }
  }

  private org.slf4j.Logger logger(final String name) {
    return context.getLogger(name);
  }

  private String written() {
    writer.close();
    return out.text();
  }
}
