package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what an answer is made of: {@code status 403 content-type text/plain string "no" hdr A b}.
 *
 * <p>Source: HAProxy configuration manual, {@code http-request return}.
 */
final class ReplyReader {
  /** Statuses that have a page. */
  static final List<Integer> PAGES =
      List.of(
          200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 422, 425, 429, 431, 500, 501, 502,
          503, 504);

  private static final Pattern STATUS_LINE =
      Pattern.compile("(?s)HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\\r\\n]*)?\\r?\\n.*");
  private static final Pattern HEAD = Pattern.compile("(?s)(.*?\\r?\\n)\\r?\\n(.*)");

  private final ActionInput in;
  private final List<Reply.Header> headers = new ArrayList<>();
  private OptionalInt status = OptionalInt.empty();
  private Optional<String> contentType = Optional.empty();
  private Optional<Reply.Body> body = Optional.empty();
  private int contentTypeAt;
  private int headerAt;

  private ReplyReader(final ActionInput in) {
    this.in = in;
  }

  /** Reads up to the condition. */
  static Reply read(final ActionInput in, final Reply.Body otherwise) throws BadText {
    return new ReplyReader(in).all(otherwise);
  }

  private Reply all(final Reply.Body otherwise) throws BadText {
    final int start = in.words().offset();
    while (!in.words().isDone()) {
      part(in.next("a part of the answer"));
    }
    if (body.isEmpty() && contentType.isPresent()) {
      throw new BadText(
          contentTypeAt,
          "has a content type and no body",
          "write string, lf-string, file or lf-file");
    }
    final Reply.Body found = body.orElse(headers.isEmpty() ? otherwise : new Reply.Empty());
    if (!headers.isEmpty() && (found instanceof Reply.Raw || found instanceof Reply.Page)) {
      throw new BadText(
          headerAt, "adds fields to an answer that has its own head", "leave hdr out");
    }
    requirePage(found, start);
    requireType(found, start);
    return new Reply(status, contentType, found, headers);
  }

  private void requirePage(final Reply.Body found, final int start) throws BadText {
    if (found instanceof Reply.Page && status.isPresent() && !PAGES.contains(status.getAsInt())) {
      throw new BadText(
          start,
          "there is no page for the status " + status.getAsInt(),
          "write a body, such as content-type text/plain string \"...\"");
    }
  }

  private void requireType(final Reply.Body found, final int start) throws BadText {
    final boolean text =
        (found instanceof final Reply.Fixed f && !f.bytes().isEmpty())
            || found instanceof Reply.Made;
    if (text && contentType.isEmpty()) {
      throw new BadText(
          start, "has a body without a content type", "write content-type text/plain before it");
    }
  }

  private void part(final Word word) throws BadText {
    switch (word.text()) {
      case "status", "deny_status", "code" ->
          status = OptionalInt.of(Quantities.integer(in.next("a status"), 200, 599));
      case "content-type" -> {
        contentTypeAt = word.offset();
        contentType = Optional.of(contentType(in.next("a content type")));
      }
      case "default-errorfiles" -> body(word, new Reply.Page());
      case "string" -> body(word, new Reply.Fixed(bytes(in.next("a text").text())));
      case "lf-string" -> body(word, new Reply.Made(in.format("a text")));
      case "file" -> body(word, new Reply.Fixed(file()));
      case "lf-file" -> body(word, new Reply.Made(lfFile()));
      case "errorfile" -> body(word, errorFile(in.next("a file"), in.reading().files()));
      case "hdr" -> {
        headerAt = word.offset();
        headers.add(new Reply.Header(in.header(), in.format("a value")));
      }
      default ->
          throw in.bad(
              word,
              "is not a part of an answer",
              "write status, content-type, string, lf-string, file, lf-file, errorfile,"
                  + " default-errorfiles, or hdr; a condition begins with if or unless");
    }
  }

  private void body(final Word word, final Reply.Body found) throws BadText {
    if (body.isPresent()) {
      throw in.bad(word, "is a second body", "write one of them");
    }
    body = Optional.of(found);
  }

  private static String contentType(final Word word) throws BadText {
    if (!word.text().matches("[!-~]+/[!-~]+(; ?[!-~ ]+)?")) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not a content type",
          "write one, such as text/plain");
    }
    return word.text();
  }

  private String file() throws BadText {
    final Word path = in.next("a file");
    return in.reading().files().read(path.text(), path.offset());
  }

  private LogFormat lfFile() throws BadText {
    final Word path = in.next("a file");
    final String bytes = in.reading().files().read(path.text(), path.offset());
    final String text =
        new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    try {
      return LogFormatReader.read(text, 0, in.reading());
    } catch (final BadText e) {
      throw new BadText(
          path.offset(),
          path.text() + " at character " + e.offset() + ": " + e.message(),
          e.remedy());
    }
  }

  /**
   * A file that holds a whole answer.
   *
   * <p>Source: HAProxy configuration manual, {@code errorfile}.
   */
  static Reply.Raw errorFile(final Word path, final ReplyFiles files) throws BadText {
    final String bytes = files.read(path.text(), path.offset());
    final Matcher head = HEAD.matcher(bytes);
    if (!STATUS_LINE.matcher(bytes).matches() || !head.matches()) {
      throw new BadText(
          path.offset(),
          OneLine.quoted(path.text()) + " does not hold an HTTP answer",
          "begin it with a status line, such as HTTP/1.1 503 Service Unavailable, then header"
              + " fields, an empty line, and the body");
    }
    requireFields(head.group(1), head.group(2).length(), path);
    return new Reply.Raw(bytes);
  }

  private static void requireFields(final String head, final int bodyBytes, final Word path)
      throws BadText {
    for (final String line : head.lines().skip(1).toList()) {
      final int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
        throw new BadText(
            path.offset(),
            OneLine.quoted(path.text())
                + " has a line that is no header field: "
                + OneLine.of(line),
            "write NAME: VALUE, and an empty line behind the last one");
      }
      final String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      final String value = line.substring(colon + 1).strip();
      if (name.equals("transfer-encoding")) {
        throw new BadText(
            path.offset(),
            OneLine.quoted(path.text()) + " has Transfer-Encoding",
            "remove it; the length of the body is known");
      }
      if (name.equals("content-length") && !value.equals(Integer.toString(bodyBytes))) {
        throw new BadText(
            path.offset(),
            OneLine.quoted(path.text())
                + " says Content-Length "
                + OneLine.of(value)
                + ", and its body has "
                + bodyBytes,
            "correct it, or remove it");
      }
    }
  }

  private static String bytes(final String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
