package io.sluice.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of the configuration with its path and its place.
 *
 * @param path for messages, such as {@code frontend.api.bind}
 * @param name the last part of the path
 * @param value after substitution
 * @param written as the file has it, before substitution; empty where that cannot be told
 * @param parent where this is when nothing better is known
 * @param at where it stands among the texts, as numbers that sort
 * @param sources the texts it came from
 */
record Node(
    String path,
    String name,
    ConfigValue value,
    Optional<ConfigValue> written,
    Origin parent,
    List<Integer> at,
    Sources sources) {

  /** What kind of value it is. */
  enum Kind {
    OBJECT,
    LIST,
    SCALAR,
    NULL,
    /** A substitution that led nowhere, which is a problem that was reported already. */
    UNRESOLVED
  }

  static Node root(final ConfigObject value, final ConfigObject written, final Sources sources) {
    return new Node("", "", value, Optional.of(written), Origin.BUILT_IN, List.of(), sources);
  }

  Kind kind() {
    try {
      return switch (value.valueType()) {
        case OBJECT -> Kind.OBJECT;
        case LIST -> Kind.LIST;
        case NULL -> Kind.NULL;
        case NUMBER, STRING, BOOLEAN -> Kind.SCALAR;
      };
    } catch (final ConfigException.NotResolved e) {
      return Kind.UNRESOLVED;
    }
  }

  /**
   * Where it is written, not where a substitution took it from. Of several places it is the first
   * for an object, to which all add up, and the last for anything else.
   */
  Origin origin() {
    final boolean first = kind() == Kind.OBJECT;
    return written
        .flatMap(w -> first ? sources.origin(w.origin()) : sources.latest(w.origin()))
        .or(() -> first ? sources.origin(value.origin()) : sources.latest(value.origin()))
        .orElse(parent);
  }

  /** A scalar as it is written; numbers with all their digits. */
  String text() {
    return value.unwrapped() instanceof final String s
        ? s
        : value.render(ConfigRenderOptions.concise());
  }

  /** The value for a message: a short text, or what kind of thing it is. */
  String shown() {
    return switch (kind()) {
      case OBJECT -> "a section { }";
      case LIST -> "a list [ ]";
      case NULL -> "null";
      case SCALAR -> OneLine.quoted(text());
      case UNRESOLVED -> "a substitution";
    };
  }

  /** The members of an object, in the order of the files; without those that are null. */
  List<Node> members() {
    final List<Node> members = new ArrayList<>();
    final Origin here = origin();
    for (final Map.Entry<String, ConfigValue> e : ((ConfigObject) value).entrySet()) {
      final Node member = member(e.getKey(), e.getValue(), here);
      if (member.kind() != Kind.NULL) {
        members.add(member);
      }
    }
    members.sort(
        Comparator.comparing(Node::at, Sources::comparePositions).thenComparing(Node::name));
    return members;
  }

  /** How many elements a list has. */
  int size() {
    return ((ConfigList) value).size();
  }

  /** The elements of a list. */
  List<Node> elements() {
    final List<Node> elements = new ArrayList<>();
    final ConfigList list = (ConfigList) value;
    final Origin here = origin();
    for (int i = 0; i < list.size(); i++) {
      final int index = i;
      elements.add(
          new Node(
              path + "[" + i + "]",
              name,
              list.get(i),
              written.flatMap(w -> element(w, index)),
              here,
              at,
              sources));
    }
    return elements;
  }

  private Node member(final String key, final ConfigValue member, final Origin here) {
    final String shownKey = OneLine.of(key);
    final Optional<ConfigValue> twin = written.flatMap(w -> member(w, key));
    return new Node(
        path.isEmpty() ? shownKey : path + "." + shownKey,
        key,
        member,
        twin,
        here,
        sources.position(twin.orElse(member).origin(), key, at),
        sources);
  }

  private static Optional<ConfigValue> member(final ConfigValue written, final String key) {
    try {
      return written instanceof final ConfigObject o
          ? Optional.ofNullable(o.get(key))
          : Optional.empty();
    } catch (final ConfigException.NotResolved e) {
      return Optional.empty();
    }
  }

  private static Optional<ConfigValue> element(final ConfigValue written, final int i) {
    try {
      return written instanceof final ConfigList l && i < l.size()
          ? Optional.of(l.get(i))
          : Optional.empty();
    } catch (final ConfigException.NotResolved e) {
      return Optional.empty();
    }
  }
}
