package io.sluice.config.http;

import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Optional;

/** Reads actions on stick tables. */
final class TableActions {
  private static final int MAX_COUNTER = 2;
  private static final int MAX_INDEX = 99;

  private TableActions() {}

  static Action track(final ActionInput in, final int counter) throws BadText {
    final int start = in.words().offset();
    final SampleExpr key = in.expression();
    if (in.words().skip("table")) {
      final Word table = in.next("the name of a table");
      in.reading().refer(ofKey(table.text(), table.offset(), key));
      return new Action.TrackSc(counter, key, Optional.of(table.text()));
    }
    in.reading().refer(ofKey("", start, key));
    return new Action.TrackSc(counter, key, Optional.empty());
  }

  /** A table that gets such keys. */
  static Reference ofKey(final String table, final int offset, final SampleExpr key) {
    return new Reference(
        Reference.Kind.TABLE, table, offset, Optional.of(key.type()), java.util.Set.of());
  }

  private static void refer(final ActionInput in, final Word counter, final Data data) {
    in.reading()
        .refer(
            new Reference(
                Reference.Kind.COUNTED,
                counter.text(),
                counter.offset(),
                Optional.empty(),
                TableData.of(data)));
  }

  static Action inc(final ActionInput in, final Data data) throws BadText {
    final boolean array = data == Data.GPC;
    final List<Word> args = in.args(array ? 2 : 1);
    final int index = array ? Quantities.integer(args.getFirst(), 0, MAX_INDEX) : 0;
    final int counter = Quantities.integer(args.getLast(), 0, MAX_COUNTER);
    refer(in, args.getLast(), data);
    return new Action.ScIncGpc(data, index, counter);
  }

  static Action set(final ActionInput in, final Data data) throws BadText {
    final boolean array = data == Data.GPT;
    final List<Word> args = in.args(array ? 2 : 1);
    final int index = array ? Quantities.integer(args.getFirst(), 0, MAX_INDEX) : 0;
    final int counter = Quantities.integer(args.getLast(), 0, MAX_COUNTER);
    refer(in, args.getLast(), data);
    final Word value = in.next("a value");
    if (value.text().matches("[0-9]{1,10}")) {
      return new Action.ScSetGpt(data, index, counter, number(value.text()));
    }
    return new Action.ScSetGpt(
        data, index, counter, SampleReader.read(value.text(), value.offset(), in.reading()));
  }

  private static SampleExpr number(final String digits) {
    return new SampleExpr(new Call("int", List.of(digits)), List.of(), SampleType.SINT);
  }
}
