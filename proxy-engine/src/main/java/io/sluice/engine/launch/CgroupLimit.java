package io.sluice.engine.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * How much memory the control group of this process may take. Stateless.
 *
 * <p>Source: cgroups(7); the kernel's cgroup-v2 ({@code memory.max}) and cgroup-v1 ({@code
 * memory.limit_in_bytes}).
 */
final class CgroupLimit {
  /** Above it version 1 means that there is none. */
  private static final long NONE = 1L << 60;

  private CgroupLimit() {}

  /** Of this process; empty: there is none, or it cannot be known. */
  static OptionalLong ofThisProcess() {
    return of(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * The least of a group's and of those that it is in.
   *
   * @param groups a list of groups as {@code /proc/PID/cgroup} has it
   * @param mount where control groups are mounted
   */
  static OptionalLong of(final Path groups, final Path mount) {
    try (var lines = Files.lines(groups)) {
      return lines
          .map(line -> line.split(":", 3))
          .filter(parts -> parts.length == 3)
          .flatMapToLong(parts ->
              switch (parts[1]) {
                case "" -> limits(mount, parts[2], "memory.max");
                case "memory" -> limits(mount.resolve("memory"), parts[2], "memory.limit_in_bytes");
                default -> LongStream.empty();
              })
          .filter(limit -> limit < NONE)
          .min();
    } catch (final IOException | RuntimeException unknown) {
      return OptionalLong.empty();
    }
  }

  private static LongStream limits(final Path root, final String group, final String file) {
    final LongStream.Builder limits = LongStream.builder();
    // In a container the group's own path may not be visible, and the root is the group.
    for (Path at = root.resolve(group.substring(1)); at.startsWith(root); at = at.getParent()) {
      limit(at.resolve(file)).ifPresent(limits::add);
    }
    return limits.build();
  }

  private static OptionalLong limit(final Path file) {
    try {
      final String text = Files.readString(file).strip();
      return text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    } catch (final IOException | NumberFormatException unknown) {
      return OptionalLong.empty();
    }
  }
}
