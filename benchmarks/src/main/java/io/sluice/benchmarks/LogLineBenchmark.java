package io.sluice.benchmarks;

import io.sluice.config.http.LogFormatReader;
import io.sluice.config.http.Place;
import io.sluice.config.http.Reading;
import io.sluice.config.http.ReplyFiles;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import io.sluice.engine.log.HttpRecord;
import io.sluice.engine.log.LineFormat;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.log.SessionLog;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
 * What a log line costs an event loop: it is made, and put into the buffer that the writer's thread
 * empties, or dropped where that is full. Its date is another second's every few thousand lines.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class LogLineBenchmark extends AsShipped {
  private static final String CUSTOM =
      "%ci:%cp [%tr] %ft %b/%s %ST %B %Ta/%Tr ua=%{+Q}[var(txn.agent)] %HM %HP";
  private static final String REQUEST_LINE = "GET /v3/auth/tokens?nocatalog=1 HTTP/1.1";

  private final HttpRecord record = new HttpRecord();
  private LogWriter writer;
  private SessionLog log;
  private LineFormat custom;
  private LineFormat json;

  @Setup
  public void open() throws BadText {
    writer = new LogWriter(OutputStream.nullOutputStream());
    log = writer.newSessionLog(1 << 20);
    final Reading reading =
        new Reading(new Place(Stage.LOG, true, false), Map.of(), ReplyFiles.NONE);
    custom = LineFormat.of(LogFormatReader.line(CUSTOM, reading), _ -> LogLineBenchmark::agent);
    json = LineFormat.JSON;
    fill(record);
    record.transaction = this;
  }

  /** A variable in the line; what it costs to find one is not in the figure. */
  private static int agent(final Object transaction, final byte[] to, final int at) {
    to[at] = 'p';
    return at + 1;
  }

  private static void fill(final HttpRecord record) {
    record.clear();
    record.client = "10.0.0.1:40000";
    record.acceptedMillis = 1_233_918_854_555L;
    record.frontend = "keystone";
    record.backend = "keystone";
    record.server = "controller-1";
    record.idleMillis = 100;
    record.requestMillis = 0;
    record.queueMillis = 0;
    record.connectMillis = 0;
    record.responseMillis = 23;
    record.totalMillis = 123;
    record.status = 200;
    record.bytesIn = 413;
    record.bytesOut = 2750;
    record.processConnections = 64;
    record.frontendConnections = 64;
    record.backendConnections = 12;
    record.serverConnections = 4;
    final byte[] line = REQUEST_LINE.getBytes(StandardCharsets.US_ASCII);
    record.requestLine = line;
    record.requestLineOffset = 0;
    record.requestLineLength = line.length;
  }

  @TearDown
  public void close() {
    writer.close();
  }

  private void log(final LineFormat format) {
    record.acceptedMillis++;
    log.log(format, record);
  }

  @Benchmark
  public void tcplog() {
    log(LineFormat.TCP);
  }

  @Benchmark
  public void httplog() {
    log(LineFormat.HTTP);
  }

  @Benchmark
  public void custom() {
    log(custom);
  }

  @Benchmark
  public void json() {
    log(json);
  }
}
