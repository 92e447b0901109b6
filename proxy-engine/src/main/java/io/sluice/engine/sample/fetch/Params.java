package io.sluice.engine.sample.fetch;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Sample;

/**
 * Parameters as queries and forms hold them: {@code name=value&name=value}. Stateless.
 *
 * <p>Source: HAProxy configuration manual, {@code url_param}: a semicolon parts them too.
 */
public final class Params {
  private Params() {}

  /**
   * Points a sample at the value of the next parameter, as it is written.
   *
   * @param name null: any
   * @return where to go on, above 0; 0: there is no such parameter
   */
  public static int next(
      final byte[] bytes, final int from, final int to, final byte[] name, final Sample sample) {
    int at = from;
    while (at <= to) {
      int end = at;
      while (end < to && bytes[end] != '&' && bytes[end] != ';') {
        end++;
      }
      final int equals = Bytes.indexOf(bytes, at, end, '=');
      final int nameEnd = equals < 0 ? end : equals;
      if (name == null
          ? end > at
          : nameEnd - at == name.length && Bytes.same(name, 0, bytes, at, name.length)) {
        if (equals >= 0) {
          sample.setBytes(SampleType.STR, bytes, equals + 1, end - equals - 1);
          return end + 1;
        }
      }
      at = end + 1;
    }
    return 0;
  }
}
