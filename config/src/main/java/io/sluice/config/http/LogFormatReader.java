package io.sluice.config.http;

import io.sluice.config.http.LogFormat.Flags;
import io.sluice.config.http.LogFormat.Piece;
import io.sluice.config.http.LogFormat.Sample;
import io.sluice.config.http.LogFormat.Text;
import io.sluice.config.http.LogFormat.Variable;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads log formats: text with {@code %variables} and {@code %[samples]}.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
public final class LogFormatReader {
  private final String text;
  private final int base;
  private final Reading reading;
  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder plain = new StringBuilder();

  /** What {@code %o} said, for all that follow. */
  private Flags common = Flags.NONE;

  private int at;

  private LogFormatReader(final String text, final int base, final Reading reading) {
    this.text = text;
    this.base = base;
    this.reading = reading;
  }

  /**
   * Reads a whole format.
   *
   * @param base where it stands in a larger text
   */
  public static LogFormat read(final String text, final int base, final Reading reading)
      throws BadText {
    return new LogFormatReader(text, base, reading).all();
  }

  /**
   * Reads the format of a log line or a unique id, in which several spaces are one, and none stands
   * at the beginning.
   */
  public static LogFormat line(final String text, final Reading reading) throws BadText {
    final List<Piece> merged = new ArrayList<>();
    boolean space = true;
    for (final Piece piece : read(text, 0, reading).pieces()) {
      if (piece instanceof final Text plain) {
        final String once = plain.text().replaceAll(" +", " ");
        final String rest = space && once.startsWith(" ") ? once.substring(1) : once;
        space = rest.isEmpty() ? space : rest.endsWith(" ");
        if (!rest.isEmpty()) {
          merged.add(new Text(rest));
        }
      } else {
        merged.add(piece);
        space = false;
      }
    }
    return new LogFormat(merged);
  }

  private LogFormat all() throws BadText {
    if (text.length() > Words.MAX_CHARS) {
      throw new BadText(base, "is longer than " + Words.MAX_CHARS + " characters", "shorten it");
    }
    while (at < text.length()) {
      if (text.charAt(at) != '%') {
        plain.append(text.charAt(at++));
      } else if (text.startsWith("%%", at)) {
        plain.append('%');
        at += 2;
      } else {
        filled();
      }
    }
    flush();
    return new LogFormat(pieces);
  }

  private void filled() throws BadText {
    final int start = at++;
    final Flags flags = at < text.length() && text.charAt(at) == '{' ? flags() : common;
    if (at < text.length() && text.charAt(at) == '[') {
      sample(flags);
    } else {
      variable(start, flags);
    }
  }

  private void sample(final Flags flags) throws BadText {
    final int open = at;
    final SampleReader.Part part = SampleReader.part(text, at + 1, base, reading);
    if (part.end() >= text.length() || text.charAt(part.end()) != ']') {
      throw new BadText(
          base + (part.end() < text.length() ? part.end() : open),
          part.end() < text.length()
              ? "goes on with " + OneLine.quoted(text.substring(part.end())) + " in a sample"
              : "has an open %[",
          "write ] behind the expression, a comma before a converter");
    }
    flush();
    pieces.add(new Sample(part.expr(), flags));
    at = part.end() + 1;
  }

  private void variable(final int start, final Flags flags) throws BadText {
    final int from = at;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    final String name = text.substring(from, at);
    if (name.equals("o")) {
      common = flags;
      return;
    }
    if (!LogVariables.names().contains(name)) {
      throw name.isEmpty()
          ? new BadText(
              base + start, "has a % with nothing behind it", "write %% for the character")
          : new BadText(
              base + start, "there is no variable " + OneLine.quoted("%" + name), nearest(name));
    }
    if (LogVariables.needsHttp(name) && !reading.place().http()) {
      throw new BadText(
          base + start,
          "%" + name + " is of HTTP, which a proxy in mode tcp does not read",
          "write mode = http, or leave it out");
    }
    flush();
    pieces.add(new Variable(name, flags));
  }

  /** Case is all that many of the names differ by, so the longest known beginning comes first. */
  private static String nearest(final String name) {
    for (int end = name.length() - 1; end > 0; end--) {
      if (LogVariables.names().contains(name.substring(0, end))) {
        return "did you mean \"%"
            + name.substring(0, end)
            + "\"? Write %% for the character itself";
      }
    }
    final String remedy = Nearest.remedy(name, LogVariables.names());
    return remedy.replace("did you mean \"", "did you mean \"%")
        + (remedy.endsWith("?") ? " Write %% for the character itself" : "; %% is the character");
  }

  /** {@code {+Q,-X}}. */
  private Flags flags() throws BadText {
    final int close = text.indexOf('}', at);
    if (close < 0) {
      throw new BadText(base + at, "has an open {", "write } behind the flags");
    }
    final String inside = text.substring(at + 1, close);
    Flags flags = common;
    int offset = at + 1;
    for (final String flag : inside.split(",", -1)) {
      flags = flag(flag, base + offset, flags);
      offset += flag.length() + 1;
    }
    at = close + 1;
    return flags;
  }

  private static Flags flag(final String flag, final int offset, final Flags before)
      throws BadText {
    final boolean on = !flag.startsWith("-");
    return switch (flag.isEmpty() ? flag : flag.substring(1)) {
      case "Q" -> new Flags(on, before.hex(), before.escaped());
      case "X" -> new Flags(before.quoted(), on, before.escaped());
      case "E" -> new Flags(before.quoted(), before.hex(), on);
      default ->
          throw new BadText(
              offset, OneLine.quoted(flag) + " is not a flag", "write +Q, -Q, +X, -X, +E or -E");
    };
  }

  private void flush() {
    if (!plain.isEmpty()) {
      pieces.add(new Text(plain.toString()));
      plain.setLength(0);
    }
  }
}
