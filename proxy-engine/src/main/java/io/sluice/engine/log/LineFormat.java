package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;
import io.sluice.config.http.SampleExpr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A log format made ready to print. Immutable but for the number of its lines; shared by all event
 * loops.
 *
 * <p>Source: HAProxy configuration manual, "Log formats".
 */
public final class LineFormat {
  /** The longest text of a {@link LineSample}. */
  public static final int MAX_SAMPLE_BYTES = 8192;

  /** HAProxy's {@code option tcplog}. */
  public static final LineFormat TCP =
      new Builder()
          .variable(LineVariable.CLIENT)
          .words(" [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq")
          .build();

  /** HAProxy's {@code option httplog}. */
  public static final LineFormat HTTP =
      new Builder()
          .words("%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc")
          .words(" %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs ")
          .quoted(LineVariable.REQUEST_LINE)
          .build();

  /** A JSON object for each line. */
  public static final LineFormat JSON = new Builder().variable(LineVariable.JSON).build();

  private final Piece[] pieces;
  private final boolean addresses;
  private final boolean number;
  private final boolean samples;
  private final AtomicLong lines = new AtomicLong();

  private LineFormat(final List<Piece> pieces) {
    this.pieces = pieces.toArray(Piece[]::new);
    addresses = pieces.stream().anyMatch(piece -> piece.variable().isAddress());
    number = pieces.stream().anyMatch(piece -> piece.variable() == LineVariable.NUMBER);
    samples = pieces.stream().anyMatch(piece -> piece.variable() == LineVariable.SAMPLE);
  }

  /**
   * The format of a configuration.
   *
   * @param samples makes a sample ready
   * @throws IllegalArgumentException where a variable has a name that there is not
   */
  public static LineFormat of(
      final LogFormat format, final Function<SampleExpr, LineSample> samples) {
    final Builder builder = new Builder();
    for (final LogFormat.Piece piece : format.pieces()) {
      switch (piece) {
        case LogFormat.Text text -> builder.text(text.text());
        case LogFormat.Variable variable -> builder.named(variable.name(), variable.flags());
        case LogFormat.Sample sample ->
            builder.pieces.addSample(samples.apply(sample.expr()), sample.flags());
      }
    }
    return builder.build();
  }

  Piece[] pieces() {
    return pieces;
  }

  /** The number of the next line, from 0. Any thread. */
  long nextLine() {
    return lines.getAndIncrement();
  }

  boolean wantsAddresses() {
    return addresses;
  }

  boolean wantsNumber() {
    return number;
  }

  boolean wantsSamples() {
    return samples;
  }

  static byte[] ascii(final String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A text, and the variable behind it. Immutable. */
  static final class Piece {
    private final byte[] text;
    private final LineVariable variable;
    private final LinePart part;

    Piece(final String text, final LineVariable variable, final LinePart part) {
      this.text = text.getBytes(StandardCharsets.UTF_8);
      this.variable = variable;
      this.part = part;
    }

    /** Empty: there is none. */
    byte[] text() {
      return text;
    }

    LineVariable variable() {
      return variable;
    }

    /** What prints the variable. */
    LinePart part() {
      return part;
    }
  }

  /** Puts a format together. */
  static final class Builder {
    private final LinePieces pieces = new LinePieces();

    LineFormat build() {
      return new LineFormat(pieces.all());
    }

    /** A text, in which spaces that follow one another are one. */
    Builder text(final String given) {
      // A line feed would end the line.
      final String text = given.replace('\n', ' ').replace('\r', ' ');
      for (int at = 0; at < text.length(); ) {
        final boolean space = text.charAt(at) == ' ';
        int end = at + 1;
        while (end < text.length() && (text.charAt(end) == ' ') == space) {
          end++;
        }
        if (space) {
          pieces.addSpace();
        } else {
          pieces.addText(text.substring(at, end));
        }
        at = end;
      }
      return this;
    }

    /** Text as it is, and variables with nothing but a percent sign before them. */
    Builder words(final String words) {
      for (int at = 0; at < words.length(); ) {
        final boolean variable = words.charAt(at) == '%';
        int end = at + 1;
        while (end < words.length() && goesOn(words.charAt(end), variable)) {
          end++;
        }
        if (variable) {
          named(words.substring(at + 1, end), LogFormat.Flags.NONE);
        } else {
          text(words.substring(at, end));
        }
        at = end;
      }
      return this;
    }

    private static boolean goesOn(final char c, final boolean variable) {
      return variable ? Character.isLetter(c) : c != '%';
    }

    Builder variable(final LineVariable variable) {
      return add(variable, LogFormat.Flags.NONE);
    }

    Builder quoted(final LineVariable variable) {
      return add(variable, new LogFormat.Flags(true, false, false));
    }

    private void named(final String name, final LogFormat.Flags flags) {
      if (name.equals("o")) {
        // It only says how what follows is printed, which stands there with each part.
        return;
      }
      add(
          LineVariable.named(name)
              .orElseThrow(() -> new IllegalArgumentException("no variable %" + name)),
          flags);
    }

    private Builder add(final LineVariable variable, final LogFormat.Flags flags) {
      pieces.add(variable, flags);
      return this;
    }
  }
}
