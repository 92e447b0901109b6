package io.sluice.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The substitutions of a configuration before they are made: which top-level keys they use, and how
 * large the text becomes by them. A few lines of {@code b = ${a}${a}} would fill any memory.
 */
final class Substitutions {
  /** Characters that a configuration may grow to. */
  static final long MAX_CHARS = 16L << 20;

  /** Times that one key may be written by way of itself; each costs the library all before it. */
  static final int MAX_OFTEN = 100;

  /** Substitutions that a configuration may hold. */
  static final int MAX_COUNT = 5_000;

  private final Rendered root;
  private final IdentityHashMap<List<Rendered>, Long> sizes = new IdentityHashMap<>();

  /** Keys whose size is being found, with that of what was written for them so far. */
  private final IdentityHashMap<List<Rendered>, Long> open = new IdentityHashMap<>();

  private final Set<List<Rendered>> selfUsers = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> followed = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private int count;
  private boolean tooOften;

  private Substitutions(final Rendered root) {
    this.root = root;
    root.members().forEach((name, values) -> values.forEach(v -> note(name, v)));
  }

  static Substitutions of(final ConfigObject unresolved) {
    return new Substitutions(Rendered.parse(unresolved.render(ConfigRenderOptions.concise())));
  }

  /** Top-level keys that a substitution under another one names. */
  Set<String> used() {
    return used;
  }

  boolean tooMany() {
    return count > MAX_COUNT || tooOften;
  }

  boolean tooLarge() {
    return size(root) > MAX_CHARS;
  }

  private void note(final String top, final Rendered value) {
    for (final String reference : value.references()) {
      count++;
      final List<String> path = path(reference);
      if (!path.isEmpty() && !path.getFirst().equals(top)) {
        used.add(path.getFirst());
      }
    }
    value.members().values().forEach(vs -> vs.forEach(v -> note(top, v)));
    value.elements().forEach(v -> note(top, v));
  }

  private long size(final Rendered value) {
    long total = value.chars();
    for (final String reference : value.references()) {
      total = capped(total + referenced(path(reference)));
    }
    for (final Map.Entry<String, List<Rendered>> member : value.members().entrySet()) {
      total = capped(total + member.getKey().length() + size(member.getValue()));
    }
    for (final Rendered element : value.elements()) {
      total = capped(total + size(element));
    }
    return total;
  }

  /** The size of a key that may have been written several times. */
  private long size(final List<Rendered> values) {
    final Long known = sizes.get(values);
    if (known != null) {
      return known;
    }
    if (open.containsKey(values)) {
      selfUsers.add(values);
      return open.get(values);
    }
    long total = 0;
    for (final Rendered value : values) {
      open.put(values, total);
      selfUsers.remove(values);
      final long size = size(value);
      total = selfUsers.contains(values) ? size : capped(total + size);
    }
    tooOften |= values.size() > MAX_OFTEN && selfUsers.contains(values);
    open.remove(values);
    sizes.put(values, total);
    return total;
  }

  private long referenced(final List<String> path) {
    List<Rendered> at = List.of(root);
    long total = 0;
    for (int i = 0; i < path.size(); i++) {
      final boolean last = i == path.size() - 1;
      final List<Rendered> next = new ArrayList<>();
      for (final Rendered value : at) {
        final List<Rendered> members = value.members().getOrDefault(path.get(i), List.of());
        if (last && !members.isEmpty()) {
          total = capped(total + size(members));
        }
        next.addAll(members);
      }
      for (final Rendered value : last ? List.<Rendered>of() : next) {
        for (final String reference : value.references()) {
          total = capped(total + through(reference));
        }
      }
      at = next;
    }
    return total;
  }

  /** A substitution that must be followed to reach another: its whole value is the bound. */
  private long through(final String reference) {
    if (!followed.add(reference)) {
      return 0;
    }
    try {
      return referenced(path(reference));
    } finally {
      followed.remove(reference);
    }
  }

  private static long capped(final long size) {
    return Math.min(size, MAX_CHARS + 1);
  }

  private static List<String> path(final String reference) {
    try {
      return ConfigUtil.splitPath(reference);
    } catch (final ConfigException e) {
      return List.of();
    }
  }
}
