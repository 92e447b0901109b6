package io.sluice.config;

/**
 * How large the parts of HTTP messages may be, and pipes.
 *
 * <p>Source: HAProxy configuration manual, {@code tune.*}.
 *
 * @param headBytes a head, from its first byte to the blank line; and what is kept of the body of a
 *     request that waits, 1 KiB to 1 MiB (HAProxy {@code tune.bufsize})
 * @param rewriteBytes what rules may add to a head, 1 KiB to 1 MiB (HAProxy {@code
 *     tune.maxrewrite}, which is a part of the buffer there)
 * @param pipeBytes what a pipe for splice(2) holds, a power of two, 64 KiB to 16 MiB (HAProxy
 *     {@code tune.pipesize})
 * @param fields fields of a head and of a trailer section, 1 to 10,000 (HAProxy {@code
 *     tune.http.maxhdr})
 * @param targetBytes the target of a request, 64 bytes to 1 MiB
 * @param extensionBytes the extensions of all chunks of a body, 1 byte to 64 KiB
 * @param trailerBytes the trailer section of a body, 1 byte to 64 KiB
 * @param logUriBytes what a log line has of a request line, 16 to 8,192 bytes (HAProxy {@code
 *     tune.http.logurilen}, which counts a zero byte behind it)
 */
public record Tuning(
    int headBytes,
    int rewriteBytes,
    int pipeBytes,
    int fields,
    int targetBytes,
    int extensionBytes,
    int trailerBytes,
    int logUriBytes) {
  /** What holds where nothing is said. */
  public static final Tuning DEFAULT =
      new Tuning(16 << 10, 64 << 10, 256 << 10, 101, 8 << 10, 16 << 10, 8 << 10, 1023);
}
