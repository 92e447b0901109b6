package io.sluice.config;

import java.util.List;

/**
 * The admin HTTP listeners: pages, commands, and the push of a cluster.
 *
 * @param binds where they listen, each with its own rights; one or more
 */
public record AdminConfig(List<AdminBind> binds) {
  public AdminConfig {
    binds = List.copyOf(binds);
  }
}
