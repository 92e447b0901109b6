package io.sluice.config;

import io.sluice.config.http.ErrorReader;
import io.sluice.config.http.Reply;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code errorfile} and {@code http-error}. */
final class ErrorPages {
  private ErrorPages() {}

  /** The type of {@code errorfile}: a section of STATUS = path. */
  static Optional<Map<Integer, Reply>> files(
      final Node node, final Key<?> key, final KeyType.Context context) {
    if (node.kind() != Node.Kind.OBJECT) {
      KeyType.mismatch(node, "a section of STATUS = path", key, context);
      return Optional.empty();
    }
    final Map<Integer, Reply> pages = new LinkedHashMap<>();
    for (final Node member : node.members()) {
      if (member.kind() != Node.Kind.SCALAR) {
        KeyType.mismatch(member, "a path", key, context);
      } else if (!member.name().matches("[0-9]{3}")) {
        context.error(member, member.path() + " is not of a status", "write " + key.sample());
      } else {
        file(member, context).ifPresent(r -> pages.put(Integer.parseInt(member.name()), r));
      }
    }
    return Optional.of(pages);
  }

  private static Optional<Reply> file(final Node node, final KeyType.Context context) {
    try {
      return Optional.of(
          ErrorReader.file(Integer.parseInt(node.name()), node.text(), LocalFiles.REPLIES));
    } catch (final BadText e) {
      context.error(node, node.path() + ": " + e.message(), e.remedy());
      return Optional.empty();
    }
  }

  /** Those of files, and over them those of texts; the section's over those of defaults. */
  static Map<Integer, Reply> all(final Layers layers, final RuleSource source) {
    final Map<Integer, Reply> pages = new LinkedHashMap<>();
    for (final Section section : layers.sections().reversed()) {
      pages.putAll(section.get(HttpKeys.ERRORFILE).orElse(Map.of()));
      for (final RuleText text : section.get(HttpKeys.HTTP_ERROR).orElse(List.of())) {
        source
            .one(text, Stage.REQUEST, ErrorReader::read)
            .ifPresent(reply -> pages.put(reply.status().orElseThrow(), reply));
      }
    }
    return pages;
  }
}
