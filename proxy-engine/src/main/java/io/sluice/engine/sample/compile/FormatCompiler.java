package io.sluice.engine.sample.compile;

import io.sluice.config.http.LogFormat;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Piece;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Compiles formats. Confined to the thread that loads a configuration. */
public final class FormatCompiler {
  private final SampleCompiler samples;

  public FormatCompiler(final SampleCompiler samples) {
    this.samples = samples;
  }

  /**
   * A format for texts that may hold any byte.
   *
   * @throws RuleProblem it cannot be compiled
   */
  public Format compile(final LogFormat format) {
    return compile(format, false);
  }

  /**
   * A format for header fields and request lines: bytes that cannot stand there are written as
   * {@code %0D}, so that no value begins a line.
   *
   * @throws RuleProblem it cannot be compiled
   */
  public Format compileEncoded(final LogFormat format) {
    return compile(format, true);
  }

  private Format compile(final LogFormat format, final boolean encoded) {
    final List<Piece> pieces = new ArrayList<>();
    for (final LogFormat.Piece piece : format.pieces()) {
      switch (piece) {
        case LogFormat.Text text -> {
          final byte[] bytes = Bytes.of(text.text());
          pieces.add((_, output) -> output.put(bytes));
        }
        case LogFormat.Sample sample ->
            pieces.add(new SamplePiece(samples.compile(sample.expr()), sample.flags(), encoded));
        case LogFormat.Variable variable -> {
          if (!variable.name().equals("o")) {
            pieces.add(FormatVariables.of(variable));
          }
        }
      }
    }
    return new Format(pieces);
  }

  /** A sample as text; nothing where there is none. */
  private record SamplePiece(Expression expression, LogFormat.Flags flags, boolean encoded)
      implements Piece {
    @Override
    public void print(final Transaction txn, final Output output) {
      final Sample sample = txn.scratch().sample();
      final boolean found = expression.evaluateStr(txn, sample);
      if (flags.quoted()) {
        output.put('"');
      }
      if (found) {
        text(sample, output);
      }
      if (flags.quoted()) {
        output.put('"');
      }
    }

    private void text(final Sample sample, final Output output) {
      if (!encoded && !flags.escaped()) {
        output.put(sample);
        return;
      }
      final byte[] bytes = sample.bytes();
      final int end = sample.offset() + sample.length();
      for (int i = sample.offset(); i < end; i++) {
        final int b = bytes[i] & 255;
        if (encoded && ((b < ' ' && b != '\t') || b == 0x7f)) {
          output.put('%');
          output.putHex(b);
        } else {
          if (flags.escaped() && (b == '"' || b == '\\' || b == ']')) {
            output.put('\\');
          }
          output.put(b);
        }
      }
    }
  }
}
