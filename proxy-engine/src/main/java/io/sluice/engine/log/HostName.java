package io.sluice.engine.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** This host's name, as the kernel knows it; nothing is resolved for it. Any thread. */
public final class HostName {
  private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");
  private static final String TEXT = read();

  private HostName() {}

  public static String text() {
    return TEXT;
  }

  private static String read() {
    try {
      final String name = Files.readString(KERNELS, StandardCharsets.US_ASCII).strip();
      return name.isEmpty() ? "localhost" : name;
    } catch (final IOException e) {
      return "localhost";
    }
  }
}
