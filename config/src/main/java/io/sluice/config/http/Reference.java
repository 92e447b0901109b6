package io.sluice.config.http;

import io.sluice.config.http.StickTableConfig.Data;
import java.util.Optional;
import java.util.Set;

/**
 * A name in a rule of something that must be elsewhere in the configuration.
 *
 * @param name empty for what belongs to the proxy itself, such as its own table; for {@link
 *     Kind#SERVER} maybe with its backend before a slash; for captures the slot's number
 * @param offset where it stands in the text
 * @param key what the keys are that a table gets; empty: none that is to be checked
 * @param stored what of a table is wanted, any one of it; empty: nothing that must be stored
 */
public record Reference(
    Kind kind, String name, int offset, Optional<SampleType> key, Set<Data> stored) {
  public Reference {
    stored = Set.copyOf(stored);
  }

  Reference(final Kind kind, final String name, final int offset) {
    this(kind, name, offset, Optional.empty(), Set.of());
  }

  /** What is named. */
  public enum Kind {
    TABLE,
    /** A table and what it should store. */
    STORED,
    /** The number of a tracked counter, and what its table should store. */
    COUNTED,
    BACKEND,
    FRONTEND,
    SERVER,
    USERLIST,
    REQUEST_CAPTURE,
    RESPONSE_CAPTURE,
    /** Patterns or a map. */
    FILE
  }
}
