package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Installed;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start is the same with a start cache, without one, and with one that is no good. */
class StartCacheIT {
  private static final long MOST_RESIDENT_BYTES = 150_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, String> QUICK =
      Map.of("SLUICE_JAVA_OPTS", "-Dsluice.training.seconds=0");

  @TempDir private static Path made;

  private static Installed installed;

  /** By two at a time, which must not disturb each other. */
  @BeforeAll
  static void makeTwice() throws IOException {
    installed = new Installed();
    var first = CompletableFuture.supplyAsync(StartCacheIT::make);
    var second = CompletableFuture.supplyAsync(StartCacheIT::make);
    assertThat(first.join().assertOk().output()).contains("made " + made);
    second.join().assertOk();
    // What they wrote on the way is gone.
    assertThat(files(made)).hasSize(1).allMatch(file -> file.toString().endsWith(".aot"));
  }

  private static Tool.Result make() {
    return Tool.run(PATIENCE, environment(made), installed.script().toString(), "--make-cache");
  }

  private static Map<String, String> environment(Path folder) {
    return Map.of(
        "JAVA_HOME", System.getProperty("java.home"),
        "SLUICE_CACHE_DIR", folder.toString(),
        "SLUICE_JAVA_OPTS", QUICK.get("SLUICE_JAVA_OPTS"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @TempDir private Path folder;

  private Path config;
  private Path cache;

  @BeforeEach
  void prepare() throws IOException {
    config =
        installed.file(
            "sluice.conf",
            "global.log.level = debug\nlisten.a { bind = \"127.0.0.1:%d\", servers.s = \"127.0.0.1:1\" }\n"
                    .formatted(Ports.free())
                + "global.warm-up = 0\n");
    Path whole = files(made).getFirst();
    cache = Files.copy(whole, folder.resolve(whole.getFileName()));
  }

  @AfterEach
  void stop() {
    installed.stop();
  }

  @AfterAll
  static void remove() {
    installed.close();
  }

  /** Starts it, and waits until it serves. */
  private void start(Path cacheFolder, String... more) {
    var environment = new HashMap<>(environment(cacheFolder));
    if (more.length > 0) {
      environment.merge("SLUICE_JAVA_OPTS", more[0], (a, b) -> a + " " + b);
    }
    installed.start(environment, "-f", config.toString());
    installed.log().await("\\bready\\b");
  }

  private boolean isMapped() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + installed.pid() + "/maps"))) {
      return lines.anyMatch(line -> line.endsWith(".aot"));
    }
  }

  @Test
  void shouldUseACacheThatIsThere() throws IOException {
    // When
    start(folder);
    // Then
    installed.log().await("start cache: .* is used");
    assertThat(isMapped()).isTrue();
  }

  /**
   * Of 10^6 bytes; the compiler may be busy for some seconds yet, and takes some of it meanwhile.
   */
  @Test
  void shouldHaveAtMost150MegabytesResidentBehindTheWarmUp()
      throws IOException, InterruptedException {
    Files.writeString(config, Files.readString(config).replace("warm-up = 0", "warm-up = 2s"));
    start(folder);
    // When
    installed.log().await("warm-up: [1-9]");
    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(installed.residentBytes()).isLessThanOrEqualTo(MOST_RESIDENT_BYTES));
  }

  @Test
  void shouldStartAndMakeItAnewWhenItIsCutOrSpoilt() throws IOException {
    // Given: in the middle, behind all that says what it is.
    try (var file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.seek(file.length() / 2);
      file.write(new byte[1 << 20]);
    }
    // When
    start(folder);
    // Then
    installed.log().await("start cache: the JVM does not use .*, so it is made anew");
    assertThat(isMapped()).isFalse();
    // It is the only thing that is said of it.
    assertThat(installed.log().lines("\\[aot|AOT cache")).isEmpty();
  }

  @Test
  void shouldStartWithoutOneThatIsOfOtherOptions() throws IOException {
    // When
    start(folder, "-XX:-UseCompactObjectHeaders");
    // Then
    assertThat(isMapped()).isFalse();
    assertThat(installed.log().lines("start cache: the JVM does not use")).isEmpty();
  }

  @Test
  void shouldStartAndSayItOnceWhenTheFolderCannotBeWritten() {
    // When: root may write anywhere but where there is no folder.
    start(folder.resolve("absent"));
    // Then
    installed.log().await("start cache: none, and .*absent cannot be written");
    assertThat(installed.log().lines("start cache:")).hasSize(1);
  }

  @Test
  void shouldMakeOneBehindAStartThatHasNone() throws IOException {
    Files.delete(cache);
    // When
    start(folder, "-Dsluice.start-cache.delay=0");
    // Then
    String line = installed.log().await(0, "start cache: made ", PATIENCE);
    assertThat(files(folder)).hasSize(1).allMatch(file -> line.contains(file.toString()));
  }
}
