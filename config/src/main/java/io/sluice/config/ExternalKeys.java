package io.sluice.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of an {@code external} check. */
final class ExternalKeys {
  /** Where programs are looked for unless the configuration says otherwise. */
  static final String SEARCH_PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";

  private static final int MAX_ARGUMENTS = 64;
  private static final Pattern ARGUMENT = Pattern.compile("(?s)[^\\x00]{0,4096}");

  static final Key<Path> COMMAND =
      new Key<>(
          "command",
          ExternalKeys::command,
          "required",
          "absolute path",
          "/usr/local/lib/sluice/check-nova",
          "The program that is run (HAProxy `external-check command`); `external` only.");
  static final Key<List<String>> ARGS =
      new Key<>(
          "args",
          ExternalKeys::arguments,
          "none",
          "text, or a list of them",
          "[\"--verbose\"]",
          "Its arguments, before those that HAProxy gives; `external` only.");
  static final Key<String> SEARCH_PATH =
      new Key<>(
          "search-path",
          Types.text(Pattern.compile("/[^\\x00]{0,4095}"), "is not a list of absolute folders"),
          SEARCH_PATH_DEFAULT,
          "folders, joined by colons",
          "\"/opt/checks/bin:/usr/bin:/bin\"",
          "`PATH` for the program (HAProxy `external-check path`); `external` only.");

  private ExternalKeys() {}

  /** A program that is there, now. */
  private static Optional<Path> command(
      final Node node, final Key<?> key, final KeyType.Context context) {
    final Optional<Path> file = Types.file().read(node, key, context);
    final Optional<Complaint> complaint = file.flatMap(ExternalKeys::complaint);
    complaint.ifPresent(
        c -> context.error(node, node.path() + ": " + node.shown() + " " + c.what(), c.remedy()));
    return complaint.isPresent() ? Optional.empty() : file;
  }

  private record Complaint(String what, String remedy) {}

  private static Optional<Complaint> complaint(final Path file) {
    if (!Files.exists(file)) {
      return Optional.of(new Complaint("does not exist", "create it, or correct the path"));
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of(new Complaint("is not a file", "name a program"));
    }
    if (!Files.isExecutable(file)) {
      return Optional.of(
          new Complaint("cannot be executed by the user that reads this", "chmod +x it"));
    }
    return Optional.empty();
  }

  private static Optional<List<String>> arguments(
      final Node node, final Key<?> key, final KeyType.Context context) {
    final KeyType<String> argument = Types.text(ARGUMENT, "is longer than 4096, or has a NUL");
    if (node.kind() != Node.Kind.LIST) {
      return argument.read(node, key, context).map(List::of);
    }
    if (node.size() > MAX_ARGUMENTS) {
      context.error(
          node,
          node.path() + " has " + node.size() + " elements",
          "write at most " + MAX_ARGUMENTS);
      return Optional.empty();
    }
    final List<String> all = new ArrayList<>();
    for (final Node element : node.elements()) {
      argument.read(element, key, context).ifPresent(all::add);
    }
    return Optional.of(all);
  }
}
