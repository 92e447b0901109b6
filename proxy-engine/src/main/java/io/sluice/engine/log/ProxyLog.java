package io.sluice.engine.log;

import io.sluice.config.FrontendConfig;
import io.sluice.config.LogLines;

/**
 * Which lines a frontend prints, and how. Immutable but for the number of its lines; shared by all
 * event loops.
 *
 * <p>Source: HAProxy {@code log-format}, {@code option dontlog-normal}, {@code option
 * log-separate-errors}.
 */
public final class ProxyLog {
  private static final int SERVER_ERROR = 500;

  private final LineFormat format;
  private final boolean on;
  private final boolean normalToo;
  private final boolean separateErrors;

  private ProxyLog(
      final LineFormat format,
      final boolean on,
      final boolean normalToo,
      final boolean separateErrors) {
    this.format = format;
    this.on = on;
    this.normalToo = normalToo;
    this.separateErrors = separateErrors;
  }

  /**
   * That of a frontend.
   *
   * @param own its own format, or else that of its mode
   */
  public static ProxyLog of(final FrontendConfig config, final LineFormat own) {
    final LogLines lines = config.lines();
    final LineFormat format =
        switch (lines.style()) {
          case MODE -> own;
          case TCP -> LineFormat.TCP;
          case HTTP -> LineFormat.HTTP;
          case JSON -> LineFormat.JSON;
        };
    return new ProxyLog(
        format, config.log(), !config.http().options().dontLogNormal(), lines.separateErrors());
  }

  /** Whether it may print anything. */
  public boolean isOn() {
    return on;
  }

  /** Whether a line says both ends of both connections, beyond the client's. */
  public boolean wantsAddresses() {
    return format.wantsAddresses();
  }

  /** Whether a line says samples. */
  public boolean wantsSamples() {
    return format.wantsSamples();
  }

  /** Whether a line says the number of its request. */
  public boolean wantsNumber() {
    return format.wantsNumber();
  }

  /** Prints a line, unless it is one that is not wanted. The event loop of the log. */
  public void print(final SessionLog to, final SessionRecord record) {
    print(to, record, -1);
  }

  /**
   * The same.
   *
   * @param level the level that a rule has set, 0 (emerg) to 7 (debug); below 0: none has
   */
  public void print(final SessionLog to, final SessionRecord record, final int level) {
    final boolean error = isError(record);
    if (on && (normalToo || error)) {
      final int usual = error && separateErrors ? SyslogLevel.ERR : SyslogLevel.INFO;
      to.log(format, record, level >= 0 ? level : usual);
    }
  }

  /** As HAProxy judges: an end of its own making, a retry, another server, or a 5xx. */
  private static boolean isError(final SessionRecord record) {
    final boolean regular = record.cause == 0 || record.cause == '-';
    return record.redispatched
        || (regular ? record.retries > 0 : record.cause != 'L')
        || (record instanceof final HttpRecord http && http.status >= SERVER_ERROR);
  }
}
