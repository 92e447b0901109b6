package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads answers that take the place of Sluice's own: {@code status 503 content-type text/plain
 * string busy}.
 *
 * <p>Source: HAProxy configuration manual, {@code http-error}.
 */
public final class ErrorReader {
  private ErrorReader() {}

  /** An answer that says its status. */
  public static Reply read(final String text, final Reading reading) throws BadText {
    final WordReader words = WordReader.of(text);
    final ActionInput in =
        new ActionInput(
            RuleKind.HTTP_REQUEST, List.of(), words, reading, "status STATUS and a body");
    final Reply reply = ReplyReader.read(in, new Reply.Page());
    words.end("write no condition: it holds for every answer of this status");
    if (reply.status().isEmpty() || !ReplyReader.PAGES.contains(reply.status().getAsInt())) {
      throw new BadText(
          0, "has no status that Sluice answers with", "write one of " + ReplyReader.PAGES);
    }
    if (reply.body() instanceof Reply.Page) {
      throw new BadText(0, "has no body", "write content-type text/plain string \"...\"");
    }
    return reply;
  }

  /**
   * A file that holds a whole answer for a status.
   *
   * @param path its path, which is also what problems show
   */
  public static Reply file(final int status, final String path, final ReplyFiles files)
      throws BadText {
    if (!ReplyReader.PAGES.contains(status)) {
      throw new BadText(
          0,
          "is for a status that Sluice does not answer with",
          "write one of " + ReplyReader.PAGES);
    }
    return new Reply(
        OptionalInt.of(status),
        java.util.Optional.empty(),
        ReplyReader.errorFile(new Word(path, 0), files),
        List.of());
  }
}
