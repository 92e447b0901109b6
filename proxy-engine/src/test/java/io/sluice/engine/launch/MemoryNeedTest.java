package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Balancers;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ReadResult;
import io.sluice.health.Checks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryNeedTest {
  private static final String PROXY =
      "listen.a { bind = \"127.0.0.1:1\", servers.s = \"127.0.0.1:2\"%s }\n";

  @TempDir private Path folder;

  private static ProxyConfig read(String text) {
    var extensions = new Extensions(Balancers.load().names(), Checks.load().types());
    return switch (HoconReader.readText("test", text, extensions)) {
      case ReadResult.Valid valid -> valid.config();
      case ReadResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  private static long heap(String text, int maxconn) {
    return MemoryNeed.of(read(text), maxconn).heapBytes();
  }

  @Test
  void shouldGrowWithMaxconnAndWithTheBuffersOfModeHttp() {
    String tcp = PROXY.formatted("");
    String http = PROXY.formatted(", mode = http");
    // When, Then
    assertThat(heap(tcp, 2000) - heap(tcp, 1000)).isEqualTo(1000 * 2048);
    assertThat(heap(http, 2000) - heap(http, 1000)).isEqualTo(1000 * (4096 + 2 * 16384));
    String large = "global.tune.bufsize = 32k\n" + http;
    assertThat(heap(large, 1000) - heap(http, 1000)).isEqualTo(1000 * 2 * 16384);
  }

  @Test
  void shouldHoldAFullStickTable() {
    String table = ", stick-table { type = ip, size = %s, expire = 1m, store = \"conn_cur\" }";
    // When
    long larger =
        heap(PROXY.formatted(table.formatted("1m")), 10)
            - heap(PROXY.formatted(table.formatted("1k")), 10);
    // Then
    assertThat(larger / (1024 * 1023)).isBetween(40L, 200L);
  }

  @Test
  void shouldFitTheUsualBoundsByItself() {
    var need = MemoryNeed.of(read(PROXY.formatted(", mode = http")), 10_000);
    assertThat(need.heapBytes()).isLessThan(450 * MemoryNeed.MIB);
    assertThat(need.bufferBytes()).isLessThan(512 * MemoryNeed.MIB);
    assertThat(new MemoryBounds(400 * MemoryNeed.MIB, 1 << 20).suffice(need)).isFalse();
    assertThat(new MemoryBounds(1 << 30, 1 << 30).suffice(need)).isTrue();
    // Of the bound that is needed the JVM tells a little less.
    long told = need.heapBytes() - MemoryNeed.MIB;
    assertThat(new MemoryBounds(told, 1 << 30).suffice(need)).isTrue();
    assertThat(new MemoryBounds(told - 8 * MemoryNeed.MIB, 1 << 30).suffice(need)).isFalse();
  }

  @Test
  void shouldFindTheLeastLimitOfAGroupAndThoseAboveIt() throws IOException {
    Path groups = Files.writeString(folder.resolve("cgroup"), "0::/system.slice/sluice.service\n");
    Path unit = Files.createDirectories(folder.resolve("fs/system.slice/sluice.service"));
    Files.writeString(unit.resolve("memory.max"), "max\n");
    Files.writeString(unit.resolveSibling("memory.max"), "1000\n");
    Files.writeString(folder.resolve("fs/memory.max"), "2000\n");
    // When, Then
    assertThat(CgroupLimit.of(groups, folder.resolve("fs"))).isEqualTo(OptionalLong.of(1000));
    Files.writeString(unit.resolve("memory.max"), "500\n");
    assertThat(CgroupLimit.of(groups, folder.resolve("fs"))).isEqualTo(OptionalLong.of(500));
  }

  @Test
  void shouldKnowTheFirstVersionOfGroupsAndThatThereMayBeNone() throws IOException {
    Path groups =
        Files.writeString(folder.resolve("cgroup"), "5:cpu,cpuacct:/x\n4:memory:/box\n0::/\n");
    Path box = Files.createDirectories(folder.resolve("fs/memory/box"));
    Files.writeString(box.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
    // When, Then
    assertThat(CgroupLimit.of(groups, folder.resolve("fs"))).isEmpty();
    Files.writeString(box.resolve("memory.limit_in_bytes"), "4096\n");
    assertThat(CgroupLimit.of(groups, folder.resolve("fs"))).isEqualTo(OptionalLong.of(4096));
    assertThat(CgroupLimit.of(folder.resolve("absent"), folder)).isEmpty();
  }
}
