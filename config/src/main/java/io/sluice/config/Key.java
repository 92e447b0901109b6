package io.sluice.config;

/**
 * A key of a section: how the reader knows it, and what the reference must say of it.
 *
 * @param name as it is written
 * @param type how its value is read
 * @param defaultText what holds without it, as the reference says it
 * @param unit of its value, such as {@code duration}, as the reference says it
 * @param example a value in HOCON that is not the default
 * @param description one line
 */
record Key<T>(
    String name,
    KeyType<T> type,
    String defaultText,
    String unit,
    String example,
    String description) {

  /** The key with what is written behind it, for a remedy. */
  String sample() {
    return name + (example.startsWith("{") ? " " : " = ") + example;
  }
}
