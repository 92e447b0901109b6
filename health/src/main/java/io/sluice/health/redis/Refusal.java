package io.sluice.health.redis;

import io.sluice.config.ProbeConfig.RedisRole;
import java.util.List;

/** What an error of Redis is about. The first word says it, but for older servers. */
enum Refusal {
  /** The check's own login, which says nothing about what clients meet. */
  OF_LOGIN,
  /** The server does not take writes, which are what a master is wanted for. */
  OF_ROLE,
  /** Anything else, such as LOADING, BUSY and MISCONF. */
  OTHER;

  private static final List<String> LOGIN = List.of("NOAUTH", "WRONGPASS", "NOPERM");

  /** Answers to AUTH alone; the second and third are from before version 6. */
  private static final List<String> LOGIN_BY_WORDS =
      List.of("ERR AUTH ", "ERR invalid password", "ERR Client sent AUTH");

  private static final List<String> ROLE = List.of("READONLY", "MASTERDOWN");

  /**
   * @param line without the sign before it
   * @param toAuth whether it answers AUTH
   * @param wanted what the server must be
   */
  static Refusal of(final String line, final boolean toAuth, final RedisRole wanted) {
    if (LOGIN.stream().anyMatch(line::startsWith)
        || (toAuth && LOGIN_BY_WORDS.stream().anyMatch(line::startsWith))) {
      return OF_LOGIN;
    }
    return wanted == RedisRole.MASTER && ROLE.stream().anyMatch(line::startsWith) ? OF_ROLE : OTHER;
  }
}
