package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;

/**
 * Reads what is kept for the log: {@code NAME BYTES} or {@code NAME len BYTES}.
 *
 * <p>Source: HAProxy configuration manual, {@code capture request header}.
 */
public final class CaptureReader {
  private static final int MAX_BYTES = 65_535;

  private CaptureReader() {}

  public static FrontendHttp.Captured read(final String text) throws BadText {
    final WordReader words = WordReader.of(text);
    final Word name = words.next("a name", "write a name and a number, such as Host 64");
    if (!name.text().matches("[A-Za-z0-9!#$%&'*+.^_`|~=-]+")) {
      throw new BadText(
          name.offset(),
          OneLine.quoted(name.text()) + " is not the name of a header field or a cookie",
          "write one, such as Host");
    }
    words.skip("len");
    final Word bytes = words.next("a number of bytes", "write one, such as " + name.text() + " 64");
    final int length = Quantities.integer(bytes, 1, MAX_BYTES);
    words.end("write a name and a number of bytes");
    return new FrontendHttp.Captured(name.text(), length);
  }
}
