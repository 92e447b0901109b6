package io.sluice.config;

import java.nio.file.Path;
import java.util.List;

/** What came of reading a configuration. */
public sealed interface ReadResult {
  /**
   * It can be run.
   *
   * @param config every default filled in
   * @param warnings to be said once; sorted by file and line
   * @param files every file that was read, included ones too, in the order they were read
   */
  record Valid(ProxyConfig config, List<ConfigProblem> warnings, List<Path> files)
      implements ReadResult {
    public Valid {
      warnings = List.copyOf(warnings);
      files = List.copyOf(files);
    }
  }

  /**
   * It is refused.
   *
   * @param problems at least one error, and the warnings; sorted by file and line
   */
  record Invalid(List<ConfigProblem> problems) implements ReadResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
