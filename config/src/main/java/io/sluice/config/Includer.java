package io.sluice.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import io.sluice.config.text.OneLine;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads what a text includes: files only, relative to the including file. A missing file is a
 * warning, or an error when {@code required(...)} names it; a loop is an error.
 */
final class Includer
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private static final int MAX_DEPTH = 20;

  private final Sources sources;
  private final Source source;

  Includer(final Sources sources, final Source source) {
    this.sources = sources;
    this.source = source;
  }

  @Override
  public ConfigIncluder withFallback(final ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(final ConfigIncludeContext context, final String what) {
    return read(what, !context.parseOptions().getAllowMissing());
  }

  @Override
  public ConfigObject includeFile(final ConfigIncludeContext context, final File what) {
    return read(what.getPath(), !context.parseOptions().getAllowMissing());
  }

  @Override
  public ConfigObject includeURL(final ConfigIncludeContext context, final URL what) {
    return refuse(what.toString(), "a URL cannot be included");
  }

  @Override
  public ConfigObject includeResources(final ConfigIncludeContext context, final String what) {
    return refuse(what, "a class path resource cannot be included");
  }

  private ConfigObject read(final String what, final boolean required) {
    final int line = source.lineOf('"' + what + '"');
    final Optional<Path> file = resolve(what);
    if (file.isEmpty()) {
      return refuse(what, "not the path of a file: " + OneLine.quoted(what));
    }
    if (!Files.exists(file.get())) {
      onMissing(file.get(), required, source.at(line));
      return empty();
    }
    if (Files.isDirectory(file.get())) {
      return refuse(what, "a directory cannot be included: " + file.get());
    }
    if (isOpen(file.get()) || source.depth() >= MAX_DEPTH) {
      sources
          .problems()
          .error(
              source.at(line),
              "the include of " + file.get() + " leads back to itself",
              "remove one include of the loop");
      return empty();
    }
    return sources.parseIncluded(file.get(), source, line).orElseGet(Includer::empty);
  }

  private void onMissing(final Path file, final boolean required, final Origin origin) {
    final String message = "the included file " + file + " does not exist";
    if (required) {
      sources.problems().error(origin, message, "create it, or remove the include");
    } else {
      sources.problems().warning(origin, message, "create it, or remove the include");
    }
  }

  /** As HOCON has it, {@code .conf} may be left out. */
  private Optional<Path> resolve(final String what) {
    try {
      final Path file =
          source.file().isPresent() ? source.file().get().resolveSibling(what) : Path.of(what);
      final Path longer = file.resolveSibling(file.getFileName() + ".conf");
      return Optional.of(!Files.exists(file) && Files.exists(longer) ? longer : file);
    } catch (final InvalidPathException e) {
      return Optional.empty();
    }
  }

  private boolean isOpen(final Path file) {
    for (Optional<Source> s = Optional.of(source); s.isPresent(); s = s.get().includedBy()) {
      if (s.get().file().isPresent() && isSame(s.get().file().get(), file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(final Path a, final Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (final IOException e) {
      return false;
    }
  }

  private ConfigObject refuse(final String what, final String message) {
    sources
        .problems()
        .error(source.at(source.lineOf('"' + what + '"')), message, "include a file by its path");
    return empty();
  }

  private static ConfigObject empty() {
    return ConfigFactory.empty().root();
  }
}
