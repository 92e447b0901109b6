package io.sluice.engine.rules;

import io.sluice.config.http.Reply;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.compile.FormatCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Makes answers of our own ready. Confined to the thread that loads a configuration.
 *
 * <p>Source: HAProxy configuration manual, {@code http-request return} and {@code http-error}.
 */
public final class Replies {
  /** Those that HAProxy has a page for; others have no body. */
  private static final Set<Integer> WITH_PAGE =
      Set.of(
          200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503,
          504);

  private final FormatCompiler formats;
  private final IntFunction<Optional<Reply>> pages;

  /**
   * @param pages the answers that a proxy has for statuses; empty: a plain one of ours
   */
  public Replies(final FormatCompiler formats, final IntFunction<Optional<Reply>> pages) {
    this.formats = formats;
    this.pages = pages;
  }

  /**
   * Compiles one.
   *
   * @param usual the status where the reply says none
   * @throws RuleProblem it cannot be
   */
  public Answering compile(final Reply reply, final int usual) {
    final int status = reply.status().orElse(usual);
    return switch (reply.body()) {
      case Reply.Page _ -> page(reply, status);
      case Reply.Empty _ -> whole(reply, status, new byte[0], "");
      case Reply.Fixed fixed -> whole(reply, status, Bytes.latin(fixed.bytes()), "text/plain");
      case Reply.Made made -> made(reply, status, formats.compileEncoded(made.format()));
      case Reply.Raw raw -> raw(raw.bytes(), status);
    };
  }

  /** The answer of a status; it says what went wrong, for people. */
  public Answering page(final int status) {
    return page(
        new Reply(java.util.OptionalInt.of(status), Optional.empty(), new Reply.Page(), List.of()),
        status);
  }

  private Answering page(final Reply reply, final int status) {
    final Optional<Reply> own = pages.apply(status);
    if (own.isPresent() && !(own.get().body() instanceof Reply.Page)) {
      return compile(own.get(), status);
    }
    if (!WITH_PAGE.contains(status)) {
      return fixed(status, "", "", headers(reply.headers()), new byte[0]);
    }
    final String title = status + " " + Reasons.of(status);
    final String body =
        "<!DOCTYPE html>\n<html><head><title>"
            + title
            + "</title></head>\n<body><h1>"
            + title
            + "</h1></body></html>\n";
    final List<Reply.Header> headers = reply.headers();
    return fixed(
        status, "Cache-Control: no-cache\r\n", "text/html", headers(headers), Bytes.latin(body));
  }

  private Answering whole(
      final Reply reply, final int status, final byte[] body, final String usualType) {
    final String type = reply.contentType().orElse(body.length == 0 ? "" : usualType);
    return fixed(status, "", type, headers(reply.headers()), body);
  }

  private static Answering fixed(
      final int status,
      final String lines,
      final String type,
      final Field[] fields,
      final byte[] body) {
    final byte[] start = start(status, lines, type);
    return (txn, into) -> {
      into.begin(status);
      final Output head = into.headOutput();
      head.put(start);
      end(txn, head, fields, body.length);
      into.setBody(body, body.length);
    };
  }

  private Answering made(final Reply reply, final int status, final Format format) {
    final byte[] start = start(status, "", reply.contentType().orElse("text/plain"));
    final Field[] fields = headers(reply.headers());
    return (txn, into) -> {
      into.begin(status);
      final Output body = into.bodyOutput();
      format.print(txn, body);
      final Output head = into.headOutput();
      head.put(start);
      end(txn, head, fields, body.length());
      into.setBody(body.bytes(), body.length());
    };
  }

  private static byte[] start(final int status, final String lines, final String type) {
    return Bytes.latin(
        "HTTP/1.1 "
            + status
            + " "
            + Reasons.of(status)
            + "\r\n"
            + lines
            + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n"));
  }

  private static void end(
      final Transaction txn, final Output head, final Field[] fields, final int bodyBytes) {
    for (final Field field : fields) {
      field.print(txn, head);
    }
    head.put(LENGTH);
    head.putNumber(bodyBytes);
    head.put(END);
  }

  private static final byte[] LENGTH = Bytes.latin("Content-Length: ");
  private static final byte[] END = Bytes.latin("\r\n\r\n");

  private Field[] headers(final List<Reply.Header> headers) {
    final List<Field> fields = new ArrayList<>();
    for (final Reply.Header header : headers) {
      fields.add(new Field(FieldName.of(header.name()), formats.compileEncoded(header.value())));
    }
    return fields.toArray(Field[]::new);
  }

  /** A header field that is made for each answer. */
  private record Field(FieldName name, Format value) {
    void print(final Transaction txn, final Output head) {
      head.put(name.bytes(), 0, name.length());
      head.put(": ");
      value.print(txn, head);
      head.put("\r\n");
    }
  }

  /** A whole answer from a file; its status is its own. */
  private static Answering raw(final String text, final int usual) {
    final int end = text.indexOf("\r\n\r\n");
    final int bare = text.indexOf("\n\n");
    final boolean crLf = end >= 0 && (bare < 0 || end < bare);
    final int headEnd = crLf ? end : bare;
    if (headEnd < 0) {
      throw new RuleProblem("the answer in a file has no empty line behind its head");
    }
    final String head = text.substring(0, headEnd).replace("\r\n", "\n").replace("\n", "\r\n");
    final byte[] body = Bytes.latin(text.substring(headEnd + (crLf ? 4 : 2)));
    final String lower = head.toLowerCase(java.util.Locale.ROOT);
    final boolean hasLength = lower.contains("\r\ncontent-length:");
    final byte[] whole =
        Bytes.latin(
            withoutConnection(head)
                + (hasLength ? "" : "\r\nContent-Length: " + body.length)
                + "\r\n\r\n");
    final int status =
        head.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")
            ? Integer.parseInt(head.substring(9, 12))
            : usual;
    return (_, into) -> {
      into.begin(status);
      into.headOutput().put(whole);
      into.setBody(body, body.length);
    };
  }

  /** What becomes of the connection is said by who sends the answer. */
  private static String withoutConnection(final String head) {
    return head.replaceAll("(?i)\r\n(connection|transfer-encoding):[^\r]*", "")
        .replaceFirst("^HTTP/1\\.0", "HTTP/1.1");
  }
}
