package io.sluice.config;

import io.sluice.config.http.CompressionConfig;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.util.List;
import java.util.Optional;

/** The key {@code compression}. */
final class CompressionKeys {
  private static final Key<List<String>> TYPES =
      new Key<>(
          "types",
          Types.listed(CompressionKeys::type),
          "all",
          "content type, or a list of them",
          "[text/html, application/json]",
          "Content types that are compressed.");
  private static final Key<Boolean> OFFLOAD =
      new Key<>(
          "offload",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether servers are asked not to compress.");
  private static final Key<Long> MIN =
      new Key<>(
          "min-size",
          KeyType.scalar(Units::bytes),
          "0",
          "size",
          "1k",
          "Bodies that are known to be smaller stay as they are.");

  static final Table TABLE =
      new Table("compression", "a compression section", List.of(TYPES, OFFLOAD, MIN));

  /**
   * What is said.
   *
   * @param config empty: off
   */
  record Choice(Optional<CompressionConfig> config) {}

  static final Key<Choice> COMPRESSION =
      new Key<>(
          "compression",
          (node, key, context) ->
              HttpKeys.switched(
                  node,
                  key,
                  context,
                  on ->
                      new Choice(
                          on
                              ? Optional.of(new CompressionConfig(List.of(), false, 0))
                              : Optional.empty()),
                  section ->
                      new Choice(
                          Optional.of(
                              new CompressionConfig(
                                  section.get(TYPES).orElse(List.of()),
                                  section.get(OFFLOAD).orElse(false),
                                  section.get(MIN).orElse(0L)))),
                  TABLE),
          "off",
          "on, off, or section",
          "on",
          "Compresses responses with gzip for clients that take it.");

  private CompressionKeys() {}

  private static String type(final String text) throws Unfit {
    if (!text.matches("[!-~]+/[!-~]*|[!-~]+")) {
      throw new Unfit("is not a content type", "write one, such as text/html, or text/");
    }
    return text;
  }
}
