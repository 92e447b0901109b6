package io.sluice.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scrape in Prometheus's text format, read line by line; a line that is not valid fails the test.
 *
 * @param types of the metrics, by their name
 * @param samples their values, by name and labels as printed
 */
record Exposition(Map<String, String> types, Map<String, Double> samples) {
  private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \\S.*");
  private static final Pattern TYPE =
      Pattern.compile(
          "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{"
              + LABEL
              + "(?:,"
              + LABEL
              + ")*\\})?"
              + " (NaN|[+-]Inf|[-+]?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");

  static Exposition parse(final String text) {
    assertThat(text).endsWith("\n");
    final Exposition read = new Exposition(new TreeMap<>(), new LinkedHashMap<>());
    final Set<String> helped = new LinkedHashSet<>();
    for (final String line : text.split("\n", -1)) {
      final Matcher help = HELP.matcher(line);
      final Matcher type = TYPE.matcher(line);
      final Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        assertThat(helped.add(help.group(1))).as("one help: %s", line).isTrue();
      } else if (type.matches()) {
        assertThat(read.types.put(type.group(1), type.group(2))).as("one type: %s", line).isNull();
      } else if (sample.matches()) {
        read.add(sample);
      } else {
        assertThat(line).as("a line that is neither help, type nor sample").isEmpty();
      }
    }
    return read;
  }

  private void add(final Matcher sample) {
    final String name = sample.group(1);
    final String family = name.replaceFirst("_(count|sum|bucket)$", "");
    assertThat(types.containsKey(name) || types.containsKey(family))
        .as("a type before the sample of %s", name)
        .isTrue();
    final String key = name + (sample.group(2) == null ? "" : sample.group(2));
    assertThat(samples.put(key, number(sample.group(3)))).as("one sample: %s", key).isNull();
  }

  private static double number(final String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  Double sample(final String nameAndLabels) {
    return samples.get(nameAndLabels);
  }
}
