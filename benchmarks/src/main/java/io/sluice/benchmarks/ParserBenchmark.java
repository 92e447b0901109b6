package io.sluice.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.engine.http1.ChunkedBody;
import io.sluice.engine.http1.ConnectionOption;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the syntax of one request to Keystone and of its response costs, from the receive buffer to
 * the send buffer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParserBenchmark extends AsShipped {
  private static final String REQUEST =
      """
      GET /v3/users/6a2f3c7d9e0b4f5a8c1d2e3f4a5b6c7d/projects?enabled=1 HTTP/1.1
      Host: 10.0.0.10:5000
      User-Agent: python-keystoneclient
      Accept-Encoding: gzip, deflate
      Accept: application/json
      Connection: keep-alive
      X-Auth-Token: %s

      """
          .formatted("gAAAAABnk".repeat(20))
          .replace("\n", "\r\n");

  private static final String RESPONSE =
      """
      HTTP/1.1 200 OK
      Date: Sun, 22 Nov 2026 06:00:00 GMT
      Server: Apache/2.4.57 (Debian)
      Content-Length: 372
      Vary: X-Auth-Token
      x-openstack-request-id: req-4c7a8d2e-9f10-4b6c-8a53-d1e2f3a4b5c6
      Keep-Alive: timeout=5, max=100
      Connection: Keep-Alive
      Content-Type: application/json

      """
          .replace("\n", "\r\n");

  private static final String CHUNKS = ("2000\r\n" + "x".repeat(0x2000) + "\r\n").repeat(7);

  private static final byte[] CLIENT = "192.0.2.17".getBytes(ISO_8859_1);
  private static final byte[] HTTPS = "https".getBytes(ISO_8859_1);
  private static final byte[] PORT = "443".getBytes(ISO_8859_1);
  private static final byte[] NOSNIFF = "nosniff".getBytes(ISO_8859_1);
  private static final FieldName CONTENT_TYPE_OPTIONS = FieldName.of("X-Content-Type-Options");

  private final RequestHead request = new RequestHead(Limits.DEFAULT);
  private final ResponseHead response = new ResponseHead(Limits.DEFAULT);
  private final ChunkedBody chunks = new ChunkedBody(Limits.DEFAULT);
  private ByteBuf requestBytes;
  private ByteBuf responseBytes;
  private ByteBuf chunkBytes;
  private ByteBuf out;

  /** Receives everything once. */
  @Setup
  public void receive() {
    requestBytes = received(REQUEST);
    responseBytes = received(RESPONSE);
    chunkBytes = received(CHUNKS);
    out = ByteBufAllocator.DEFAULT.directBuffer(16 * 1024);
  }

  private static ByteBuf received(final String text) {
    return ByteBufAllocator.DEFAULT.directBuffer(64 * 1024).writeBytes(text.getBytes(ISO_8859_1));
  }

  @TearDown
  public void release() {
    requestBytes.release();
    responseBytes.release();
    chunkBytes.release();
    out.release();
  }

  /** A request is read and judged. */
  @Benchmark
  public Parse parseRequest() {
    request.clear();
    return request.feed(requestBytes, 0, requestBytes.writerIndex());
  }

  /** A response is read and judged. */
  @Benchmark
  public Parse parseResponse() {
    response.begin(Method.GET);
    return response.feed(responseBytes, 0, responseBytes.writerIndex());
  }

  /** A request is read, two rules set fields, X-Forwarded-For is added, and it is written. */
  @Benchmark
  public int forwardRequest() {
    parseRequest();
    request.set(Names.X_FORWARDED_PROTO, HTTPS, 0, HTTPS.length);
    request.set(Names.X_FORWARDED_PORT, PORT, 0, PORT.length);
    request.add(Names.X_FORWARDED_FOR, CLIENT);
    request.removeHopByHop(false);
    request.setConnection(ConnectionOption.NONE);
    out.clear();
    return request.writeTo(out);
  }

  /** A response is read, two rules set a field and delete one, and it is written. */
  @Benchmark
  public int forwardResponse() {
    parseResponse();
    response.set(CONTENT_TYPE_OPTIONS, NOSNIFF, 0, NOSNIFF.length);
    response.deleteAll(Names.SERVER);
    response.removeHopByHop(false);
    response.setConnection(ConnectionOption.NONE);
    out.clear();
    return response.writeTo(out);
  }

  /** Both of the above: what one exchange costs. */
  @Benchmark
  public int forwardBoth() {
    return forwardRequest() + forwardResponse();
  }

  /** 56 KiB of a chunked body, in chunks of 8 KiB, are one run. */
  @Benchmark
  public int readChunks() {
    chunks.begin(ChunkedBody.Mode.FRAMED);
    chunks.read(chunkBytes, 0, chunkBytes.writerIndex());
    return chunks.runTo();
  }
}
