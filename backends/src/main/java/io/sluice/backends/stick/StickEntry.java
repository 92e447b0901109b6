package io.sluice.backends.stick;

import java.util.List;

/**
 * An entry of a stick table at one moment.
 *
 * @param key as people read it: an address, a number, text, or bytes in hexadecimal
 * @param uses how many track it now
 * @param expiresMillis how long it stays if nobody uses it from now on; -1: it does not expire
 * @param values by column; rates as of that moment
 */
public record StickEntry(String key, int uses, long expiresMillis, List<Long> values) {
  public StickEntry {
    values = List.copyOf(values);
  }
}
