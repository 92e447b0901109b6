package io.sluice.engine.testkit;

import java.util.zip.CRC32C;

/**
 * What went over a connection.
 *
 * @param bytes how many
 * @param crc their CRC-32C
 */
public record Sum(long bytes, long crc) {
  /** What so many bytes of the noise that peers send come to. */
  public static Sum ofNoise(long bytes) {
    var crc = new CRC32C();
    for (long done = 0; done < bytes; ) {
      var chunk = Noise.at(done, bytes - done);
      done += chunk.remaining();
      crc.update(chunk);
    }
    return new Sum(bytes, crc.getValue());
  }
}
