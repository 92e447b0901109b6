package io.sluice.engine.http1;

import java.util.List;

/**
 * What a reader made of one message.
 *
 * @param first method and target, or the status
 * @param fields {@code Name: value}, in their order
 * @param body its data
 * @param whole whether all of it came
 * @param keepsAlive whether another may follow on the connection
 */
record Message(String first, List<String> fields, String body, boolean whole, boolean keepsAlive) {
  /** The values of a field. */
  List<String> values(final String name) {
    final String begin = name + ": ";
    return fields.stream()
        .filter(f -> f.regionMatches(true, 0, begin, 0, begin.length()))
        .map(f -> f.substring(begin.length()))
        .toList();
  }
}
