package io.sluice.config;

import io.sluice.config.BalanceConfig.HashFunction;
import io.sluice.config.BalanceConfig.HashType;
import io.sluice.config.BalanceConfig.Hashing;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import io.sluice.config.text.Unfit;
import java.util.Map;

/**
 * The words behind {@code hash-type}.
 *
 * <p>Source: HAProxy configuration manual, {@code hash-type}.
 */
final class HashTypes {
  private static final Map<String, HashType> TYPES =
      Map.of("map-based", HashType.MAP_BASED, "consistent", HashType.CONSISTENT);
  private static final Map<String, HashFunction> FUNCTIONS =
      Map.of(
          "sdbm", HashFunction.SDBM,
          "djb2", HashFunction.DJB2,
          "wt6", HashFunction.WT6,
          "crc32", HashFunction.CRC32);

  private HashTypes() {}

  static Hashing read(final String text) throws Unfit {
    final String[] words = text.strip().split("\\s+", -1);
    final HashType type = known(TYPES, words[0]);
    if (words.length == 1) {
      return Hashing.of(type);
    }
    if (words.length > 3 || (words.length == 3 && !words[2].equals("avalanche"))) {
      throw new Unfit("has too many words", "write \"consistent djb2 avalanche\"");
    }
    if (words.length == 2 && words[1].equals("avalanche")) {
      return new Hashing(type, HashFunction.SDBM, true, 0);
    }
    return new Hashing(type, known(FUNCTIONS, words[1]), words.length == 3, 0);
  }

  private static <T> T known(final Map<String, T> words, final String word) throws Unfit {
    final T value = words.get(word);
    if (value == null) {
      throw new Unfit(
          "has " + OneLine.quoted(word) + ", which is not known here",
          Nearest.remedy(word, words.keySet()));
    }
    return value;
  }
}
