package io.sluice.engine.sample.compile;

import io.sluice.config.http.LogFormat;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.log.HostName;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Piece;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Transaction;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The variables of log formats that can be had while rules run, for header fields and unique ids.
 * Stateless. Log lines have all of them, and print them from their own records.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
final class FormatVariables {
  private static final DateTimeFormatter LOG_DATE =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss.SSS", Locale.ENGLISH);
  private static final DateTimeFormatter ZONED_DATE =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
  private static final byte[] NO_SERVER = Bytes.latin("<NOSRV>");
  private static final byte[] VERSION = Bytes.latin("HTTP/1.");

  private FormatVariables() {}

  /**
   * One of them.
   *
   * @throws RuleProblem it is none, or is known only when all is over
   */
  static Piece of(final LogFormat.Variable variable) {
    final boolean hex = variable.flags().hex();
    final Piece piece =
        switch (variable.name()) {
          case "ci" -> address(Transaction::source, hex);
          case "cp" -> port(Transaction::source, hex);
          case "fi" -> address(Transaction::destination, hex);
          case "fp" -> port(Transaction::destination, hex);
          case "bi" -> address(Transaction::serverSource, hex);
          case "bp" -> port(Transaction::serverSource, hex);
          case "si" -> address(Transaction::serverDestination, hex);
          case "sp" -> port(Transaction::serverDestination, hex);
          case "f" -> name(Transaction::frontend);
          case "ft" ->
              (txn, output) -> {
                output.put(Bytes.of(txn.frontend().name()));
                if (txn.isClientTls()) {
                  output.put('~');
                }
              };
          case "b" -> name(t -> t.backend() == null ? t.frontend() : t.backend());
          case "s" -> FormatVariables::server;
          case "ID" -> FormatVariables::uniqueId;
          case "H" -> constant(Bytes.of(HostName.text()));
          case "HM" -> request((head, out) -> put(head, head.methodStart(), head.methodEnd(), out));
          case "HU" -> request((head, out) -> put(head, head.targetStart(), head.targetEnd(), out));
          case "HP" -> request((head, out) -> put(head, head.targetStart(), head.pathEnd(), out));
          case "HPO" -> request((head, out) -> put(head, head.pathStart(), head.pathEnd(), out));
          case "HQ" -> request((head, out) -> put(head, head.pathEnd(), head.targetEnd(), out));
          case "HV" -> request(FormatVariables::version);
          case "r" -> request(FormatVariables::line);
          case "ST" -> number(t -> t.response() == null ? 0 : t.response().status(), false, 1);
          case "pid" -> number(_ -> PID, hex, 4);
          case "rt" -> number(Transaction::requestNumber, hex, 4);
          case "Ts" -> number(t -> t.nowMillis() / 1000, hex, 4);
          case "ms" -> (txn, output) -> millis(txn.nowMillis() % 1000, output);
          case "t" -> date(LOG_DATE, ZoneId.systemDefault());
          case "T" -> date(ZONED_DATE, ZoneOffset.UTC);
          case "Tl" -> date(ZONED_DATE, ZoneId.systemDefault());
          default ->
              throw new RuleProblem(
                  "%" + variable.name() + " is known when all is over: it can stand in logs alone");
        };
    return variable.flags().quoted() ? quoted(piece) : piece;
  }

  private static final long PID = ProcessHandle.current().pid();

  private static Piece quoted(final Piece piece) {
    return (txn, output) -> {
      output.put('"');
      piece.print(txn, output);
      output.put('"');
    };
  }

  private static Piece constant(final byte[] text) {
    return (_, output) -> output.put(text);
  }

  private static Piece address(final Function<Transaction, Endpoint> end, final boolean hex) {
    return (txn, output) -> {
      final Endpoint endpoint = end.apply(txn);
      if (endpoint == null) {
        output.put('-');
      } else if (endpoint.family() == Endpoint.Family.UNIX) {
        output.put("unix");
      } else if (hex) {
        hexAddress(endpoint, output);
      } else {
        final byte[] text = txn.scratch().buffer(txn.scratch().second(), Ip.MOST_TEXT);
        final int length =
            endpoint.family() == Endpoint.Family.IPV4
                ? Ip.printIpv4(endpoint.low(), text, 0)
                : Ip.printIpv6(endpoint.high(), endpoint.low(), text, 0);
        output.put(text, 0, length);
      }
    };
  }

  private static void hexAddress(final Endpoint endpoint, final Output output) {
    if (endpoint.family() == Endpoint.Family.IPV6) {
      putHex(endpoint.high(), 16, output);
    }
    putHex(endpoint.low(), endpoint.family() == Endpoint.Family.IPV4 ? 8 : 16, output);
  }

  private static void putHex(final long number, final int leastDigits, final Output output) {
    int digits = leastDigits + (leastDigits & 1);
    while (digits < 16 && number >>> (digits * 4) != 0) {
      digits += 2;
    }
    for (int shift = digits * 4 - 8; shift >= 0; shift -= 8) {
      output.putHex((int) (number >>> shift));
    }
  }

  private static Piece port(final Function<Transaction, Endpoint> end, final boolean hex) {
    return (txn, output) -> {
      final Endpoint endpoint = end.apply(txn);
      if (endpoint == null) {
        output.put('-');
      } else if (hex) {
        putHex(endpoint.port(), 4, output);
      } else {
        output.putNumber(
            endpoint.family() == Endpoint.Family.UNIX ? txn.listenerId() : endpoint.port());
      }
    };
  }

  private static Piece number(
      final ToLongFunction<Transaction> of, final boolean hex, final int digits) {
    return (txn, output) -> {
      if (hex) {
        putHex(of.applyAsLong(txn), digits, output);
      } else {
        output.putNumber(of.applyAsLong(txn));
      }
    };
  }

  private static void millis(final long millis, final Output output) {
    output.put('0' + (int) (millis / 100));
    output.put('0' + (int) (millis / 10 % 10));
    output.put('0' + (int) (millis % 10));
  }

  private static Piece name(final Function<Transaction, ProxyFigures> proxy) {
    return (txn, output) -> output.put(proxy.apply(txn).name());
  }

  private static void server(final Transaction txn, final Output output) {
    if (txn.server() == null) {
      output.put(NO_SERVER);
    } else {
      output.put(txn.server().name());
    }
  }

  private static void uniqueId(final Transaction txn, final Output output) {
    if (txn.uniqueId() == null) {
      output.put('-');
    } else {
      output.put(txn.uniqueId());
    }
  }

  private static Piece date(final DateTimeFormatter format, final ZoneId zone) {
    return (txn, output) ->
        output.put(format.format(Instant.ofEpochMilli(txn.nowMillis()).atZone(zone)));
  }

  /** Something of a request's head. */
  @FunctionalInterface
  private interface OfRequest {
    void print(RequestHead head, Output output);
  }

  private static Piece request(final OfRequest part) {
    return (txn, output) -> {
      if (txn.request() == null) {
        output.put("<BADREQ>");
      } else {
        part.print(txn.request(), output);
      }
    };
  }

  private static void put(
      final RequestHead head, final int from, final int to, final Output output) {
    output.put(head.bytes(), from, to - from);
  }

  private static void version(final RequestHead head, final Output output) {
    output.put(VERSION);
    output.put('0' + head.minorVersion());
  }

  private static void line(final RequestHead head, final Output output) {
    put(head, head.methodStart(), head.methodEnd(), output);
    output.put(' ');
    put(head, head.targetStart(), head.targetEnd(), output);
    output.put(' ');
    version(head, output);
  }
}
