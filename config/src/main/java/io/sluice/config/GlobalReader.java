package io.sluice.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the part of the model that holds for the process. */
final class GlobalReader {
  private GlobalReader() {}

  static GlobalConfig read(final Optional<Section> global, final Problems problems) {
    final Layers layers = Layers.of(global);
    final Layers log = layers.sub(GlobalKeys.LOG_SECTION);
    return new GlobalConfig(
        layers.get(GlobalKeys.MAXCONN).orElse(0),
        layers.get(GlobalKeys.MAXPIPES).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        layers.get(GlobalKeys.THREADS).orElse(0),
        layers.get(GlobalKeys.HARD_STOP_AFTER).orElse(Optional.empty()),
        layers.get(GlobalKeys.WARM_UP).orElse(GlobalKeys.USUAL_WARM_UP),
        layers.get(GlobalKeys.SPREAD_CHECKS).orElse(0),
        layers.get(GlobalKeys.EXTERNAL_CHECKS).orElse(false),
        layers.get(AdminKeys.SECTION).flatMap(AdminKeys::config),
        new LogConfig(
            log.get(GlobalKeys.LOG_LEVEL).orElse(LogConfig.Level.INFO),
            log.get(GlobalKeys.LOG_BUFFER).orElse(256 << 10),
            log.get(LogKeys.TARGETS).orElse(List.of()),
            log.get(LogKeys.TAG).orElse(LogConfig.TAG),
            log.get(LogKeys.SEND_HOSTNAME).orElse(Optional.empty())),
        ResolversKeys.config(layers.sub(ResolversKeys.SECTION), problems),
        TuneKeys.config(layers.sub(TuneKeys.SECTION)));
  }
}
