package io.sluice.engine.rules;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Transaction;
import java.util.Arrays;
import java.util.Optional;

/**
 * A name for each request, and the field that tells it to the server. Immutable; shared by all
 * workers.
 *
 * <p>Source: HAProxy configuration manual, {@code unique-id-format}, {@code unique-id-header}.
 */
public final class UniqueId {
  private static final int MOST_BYTES = 127;

  private final Format format;
  private final FieldName header;

  /**
   * @param header empty: no field
   */
  public UniqueId(final Format format, final Optional<String> header) {
    this.format = format;
    this.header = header.map(FieldName::of).orElse(null);
  }

  /** Makes a name, which {@link Transaction#uniqueId} gives back from then on. */
  public byte[] make(final Transaction txn) {
    format.make(txn);
    final Output made = txn.scratch().output();
    return Arrays.copyOf(made.bytes(), Math.min(MOST_BYTES, made.length()));
  }

  /**
   * Adds the field to the request, where there is one.
   *
   * @return false: there was no room in the head
   */
  public boolean tell(final Transaction txn, final byte[] id) {
    return header == null || txn.request().set(header, id, 0, id.length);
  }
}
