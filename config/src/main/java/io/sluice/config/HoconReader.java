package io.sluice.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the native form of a configuration, HOCON. Everything that is wrong with it is a {@link
 * ConfigProblem}, and all of them are found in one go; no text makes it throw, hang, or use memory
 * without a bound. Any thread may read.
 */
public final class HoconReader {
  private final Problems problems = new Problems();
  private final Sources sources = new Sources(problems);
  private final Extensions extensions;
  private final Map<String, String> overrides;

  private HoconReader(final Extensions extensions, final Map<String, String> overrides) {
    this.extensions = extensions;
    this.overrides = overrides;
  }

  /**
   * Reads files as one configuration: what a later one says goes before an earlier one, and
   * sections add up.
   *
   * @param files at least one; a directory stands for its {@code *.conf} in lexical order
   * @param extensions names beyond the built-in ones
   */
  public static ReadResult read(final List<Path> files, final Extensions extensions) {
    return read(files, extensions, Map.of());
  }

  /**
   * The same, with values for the files' own variables.
   *
   * @param overrides values by path, such as {@code demo.servers.a}; they go before what the files
   *     say there
   */
  public static ReadResult read(
      final List<Path> files, final Extensions extensions, final Map<String, String> overrides) {
    return new HoconReader(extensions, overrides).readFiles(files);
  }

  /**
   * Reads a text that is in no file; what it includes is relative to the working directory.
   *
   * @param name for problems
   */
  public static ReadResult readText(
      final String name, final String text, final Extensions extensions) {
    return readText(name, text, extensions, Map.of());
  }

  /**
   * The same, with values for the text's own variables.
   *
   * @param overrides values by path, such as {@code demo.servers.a}; they go before what the text
   *     says there
   */
  public static ReadResult readText(
      final String name,
      final String text,
      final Extensions extensions,
      final Map<String, String> overrides) {
    final HoconReader reader = new HoconReader(extensions, overrides);
    return reader.finish(reader.sources.parseText(name, text));
  }

  private ReadResult readFiles(final List<Path> files) {
    Optional<ConfigObject> merged = Optional.empty();
    if (files.isEmpty()) {
      problems.error(Origin.BUILT_IN, "no file is named", "name a file with -f FILE");
    }
    for (final Path path : files) {
      for (final Path file : SourceFiles.expand(path, problems)) {
        final Optional<ConfigObject> before = merged;
        merged =
            sources
                .parseFile(file)
                .map(o -> before.map(b -> o.withFallback(b)).orElse(o))
                .or(() -> before);
      }
    }
    return finish(merged);
  }

  private ReadResult finish(final Optional<ConfigObject> written) {
    Optional<ProxyConfig> config = Optional.empty();
    try {
      config = written.flatMap(this::model);
    } catch (final ConfigException e) {
      SyntaxProblem.report(e, problems.firstFile(), sources);
    } catch (final StackOverflowError e) {
      problems.error(
          problems.firstFile(),
          "substitutions or sections lead too deep",
          "write the values without so many steps");
    }
    return config.isEmpty() || problems.hasErrors()
        ? new ReadResult.Invalid(problems.sorted())
        : new ReadResult.Valid(config.get(), problems.sorted(), sources.files());
  }

  private Optional<ProxyConfig> model(final ConfigObject parsed) {
    final boolean complete = !problems.hasErrors();
    final Config over = ConfigFactory.parseMap(overrides, "overrides");
    final ConfigObject written = over.root().withFallback(parsed);
    final Substitutions substitutions = Substitutions.of(written);
    if (substitutions.tooLarge() || substitutions.tooMany()) {
      problems.error(
          problems.firstFile(),
          "its substitutions are more than "
              + Substitutions.MAX_COUNT
              + ", make it larger than "
              + (Substitutions.MAX_CHARS >> 20)
              + " MiB, or add to one key more than "
              + Substitutions.MAX_OFTEN
              + " times",
          "write fewer substitutions of smaller values");
      return Optional.empty();
    }
    final ConfigObject resolved =
        written.toConfig().resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true)).root();
    final Node root = Node.root(resolved, written, sources);
    if (complete) {
      Unresolved.report(root, problems);
    }
    final Set<String> variables = new HashSet<>(substitutions.used());
    variables.addAll(over.root().keySet());
    return Optional.of(
        new RootReader(new KeyType.Context(problems, extensions), variables).read(root, complete));
  }
}
