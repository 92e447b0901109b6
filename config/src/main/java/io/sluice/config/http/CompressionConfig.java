package io.sluice.config.http;

import java.util.List;

/**
 * Compression of responses.
 *
 * @param types content types that are compressed; empty: all
 * @param offload whether servers are asked not to compress
 * @param minBytes smaller bodies stay as they are
 */
public record CompressionConfig(List<String> types, boolean offload, long minBytes) {
  public CompressionConfig {
    types = List.copyOf(types);
  }
}
