package io.sluice.config.http;

import java.util.List;

/**
 * A sample fetch and the converters behind it, such as {@code req.hdr(host),lower}.
 *
 * @param fetch known, with arguments that fit
 * @param converters each takes what the one before gives
 * @param type what comes out
 */
public record SampleExpr(Call fetch, List<Call> converters, SampleType type) {
  public SampleExpr {
    converters = List.copyOf(converters);
  }
}
