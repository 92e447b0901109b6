package io.sluice.config;

import io.sluice.config.http.AclReader;
import io.sluice.config.http.AclTest;
import io.sluice.config.http.Place;
import io.sluice.config.http.Reading;
import io.sluice.config.http.Rule;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.RuleReader;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the rules that one section has for a proxy: the proxy's own, or {@code defaults}. Each sees
 * its own ACLs only, as in HAProxy.
 */
final class RuleSource {
  private static final Pattern ACL_NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

  /** How a text is read. */
  @FunctionalInterface
  interface Read<T> {
    T read(String text, Reading reading) throws BadText;
  }

  /**
   * For whom it is read.
   *
   * @param name of the proxy
   * @param frontend whether clients come in there
   * @param backend whether it has servers
   */
  record Proxy(String name, boolean http, boolean frontend, boolean backend) {}

  private final Section section;
  private final Proxy proxy;
  private final Problems problems;
  private final List<Named> named;
  private final Map<String, List<AclTest>> acls = new LinkedHashMap<>();

  /**
   * @param section where the rules stand
   * @param named what they name is added here
   */
  RuleSource(
      final Section section, final Proxy proxy, final Problems problems, final List<Named> named) {
    this.section = section;
    this.proxy = proxy;
    this.problems = problems;
    this.named = named;
    section.get(HttpKeys.ACL).orElse(Map.of()).forEach(this::acl);
  }

  private void acl(final String name, final List<RuleText> texts) {
    if (!ACL_NAME.matcher(name).matches()) {
      problems.error(
          texts.getFirst().origin(),
          texts.getFirst().path() + " has a name that no ACL can have",
          "write letters, digits and . : _ -");
    }
    final List<AclTest> tests = new ArrayList<>();
    read(Optional.of(texts), Stage.REQUEST, AclReader::read).forEach(tests::addAll);
    acls.put(name, List.copyOf(tests));
  }

  /** The rules of one list. */
  List<Rule> rules(final RuleKind kind) {
    return rules(kind, section.get(HttpKeys.LISTS.get(kind)), "");
  }

  /** Rules that are written under another key, without their first word. */
  List<Rule> rules(final RuleKind kind, final Optional<List<RuleText>> texts, final String before) {
    if (!proxy.http() && kind.shown().startsWith("http")) {
      return List.of();
    }
    final List<Rule> rules = new ArrayList<>();
    for (final RuleText text : texts.orElse(List.of())) {
      one(
              text,
              kind.stage(),
              (words, reading) ->
                  RuleReader.read(kind, before + words, text.origin().toString(), reading))
          .ifPresent(rules::add);
    }
    return rules;
  }

  /** All texts of a list. */
  <T> List<T> read(final Optional<List<RuleText>> texts, final Stage stage, final Read<T> reader) {
    final List<T> all = new ArrayList<>();
    for (final RuleText text : texts.orElse(List.of())) {
      one(text, stage, reader).ifPresent(all::add);
    }
    return all;
  }

  /** One text; empty: it is not right, which is reported. */
  <T> Optional<T> one(final RuleText text, final Stage stage, final Read<T> reader) {
    final Reading reading = reading(stage);
    try {
      final T value = reader.read(text.text(), reading);
      reading
          .references()
          .forEach(r -> named.add(new Named(r, text, proxy.name(), proxy.frontend())));
      return Optional.of(value);
    } catch (final BadText e) {
      text.report(e, problems);
      return Optional.empty();
    }
  }

  Reading reading(final Stage stage) {
    return new Reading(new Place(stage, proxy.http(), proxy.backend()), acls, LocalFiles.REPLIES);
  }
}
