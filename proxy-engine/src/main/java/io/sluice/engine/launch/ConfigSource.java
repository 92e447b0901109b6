package io.sluice.engine.launch;

import io.sluice.backends.Balancers;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ReadResult;
import io.sluice.health.Checks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the configuration comes from: files that are read anew at each reload.
 *
 * @param files files and folders, in the order of the command line
 * @param overrides values for substitutions in them, besides the environment
 */
record ConfigSource(List<Path> files, Map<String, String> overrides) {
  ConfigSource {
    files = List.copyOf(files);
    overrides = Map.copyOf(overrides);
  }

  ConfigSource(final List<Path> files) {
    this(files, Map.of());
  }

  ReadResult read(final Balancers balancers, final Checks checks) {
    return HoconReader.read(files, new Extensions(balancers.names(), checks.types()), overrides);
  }
}
