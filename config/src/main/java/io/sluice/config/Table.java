package io.sluice.config;

import java.util.List;
import java.util.Optional;

/**
 * The keys that one kind of section knows.
 *
 * @param path how the section is reached, such as {@code backend.NAME.timeout}
 * @param title what messages call it, such as {@code a backend}
 * @param keys in the order of the reference
 */
record Table(String path, String title, List<Key<?>> keys) {
  Table {
    keys = List.copyOf(keys);
  }

  Optional<Key<?>> key(final String name) {
    return keys.stream().filter(k -> k.name().equals(name)).findFirst();
  }

  List<String> names() {
    return keys.stream().<String>map(Key::name).toList();
  }
}
