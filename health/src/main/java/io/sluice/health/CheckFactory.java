package io.sluice.health;

import io.sluice.config.ProbeConfig;

/** Makes checks of one type. Found by ServiceLoader. */
public interface CheckFactory {
  /** The check's name in a configuration, such as {@code http}. */
  String type();

  /**
   * A check.
   *
   * @param config what the configuration says; its type is {@link #type()}
   * @throws IllegalArgumentException an option of a {@link ProbeConfig.Custom} is wrong; the
   *     message says which and why
   */
  HealthCheck create(ProbeConfig config);
}
