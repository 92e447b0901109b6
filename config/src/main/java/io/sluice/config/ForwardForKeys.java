package io.sluice.config;

import io.sluice.config.http.ForwardFor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys {@code forwardfor} and {@code forwarded}: who the client is, told to the server. */
final class ForwardForKeys {
  private static final Key<String> HEADER =
      new Key<>(
          "header",
          Types.text(
              Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}"),
              "is not the name of a header field"),
          "X-Forwarded-For",
          "header field",
          "X-Client",
          "The field that has the client's address.");
  private static final Key<List<String>> EXCEPT =
      new Key<>(
          "except",
          Types.listed(NetworkType::read),
          "none",
          "network, or a list of them",
          "[\"127.0.0.0/8\", \"::1\"]",
          "Clients that are not told of.");
  private static final Key<Boolean> IF_NONE =
      new Key<>(
          "if-none",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether a field that is there already is left as it is.");

  static final Table TABLE =
      new Table("forwardfor", "a forwardfor section", List.of(HEADER, EXCEPT, IF_NONE));
  static final Table FORWARDED_TABLE =
      new Table("forwarded", "a forwarded section", List.of(EXCEPT));

  /**
   * What is said.
   *
   * @param told empty: off
   */
  record Choice(Optional<ForwardFor> told) {}

  static final Key<Choice> FORWARDFOR =
      new Key<>(
          "forwardfor",
          (node, key, context) -> read(node, key, context, TABLE),
          "off",
          "on, off, or section",
          "on",
          "Tells servers the client's address (HAProxy `option forwardfor`).");
  static final Key<Choice> FORWARDED =
      new Key<>(
          "forwarded",
          (node, key, context) -> read(node, key, context, FORWARDED_TABLE),
          "off",
          "on, off, or section",
          "on",
          "Tells servers the client's address, the host and the protocol by RFC 7239's field.");

  private ForwardForKeys() {}

  private static Optional<Choice> read(
      final Node node, final Key<?> key, final KeyType.Context context, final Table table) {
    return HttpKeys.switched(
        node,
        key,
        context,
        on ->
            new Choice(
                on
                    ? Optional.of(new ForwardFor("X-Forwarded-For", List.of(), false))
                    : Optional.empty()),
        section ->
            new Choice(
                Optional.of(
                    new ForwardFor(
                        section.get(HEADER).orElse("X-Forwarded-For"),
                        section.get(EXCEPT).orElse(List.of()),
                        section.get(IF_NONE).orElse(false)))),
        table);
  }
}
