package io.sluice.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.ConverterTable;
import io.sluice.config.http.FetchTable;
import io.sluice.engine.sample.convert.ConverterKind;
import io.sluice.engine.sample.convert.Converters;
import io.sluice.engine.sample.convert.StickConverters;
import io.sluice.engine.sample.fetch.Fetches;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a configuration may name is there, and takes and gives what the configuration says. */
class TablesTest {
  private static Map<String, ConverterKind> converters() {
    final Map<String, ConverterKind> all = new HashMap<>(Converters.all());
    all.putAll(StickConverters.ALL);
    return all;
  }

  @Test
  void shouldHaveEveryFetchThatMayBeWritten() {
    assertThat(Fetches.all())
        .containsKeys(
            FetchTable.all().stream().map(FetchTable.Fetch::name).toArray(String[]::new));
  }

  @Test
  void shouldHaveEveryConverterThatMayBeWritten() {
    assertThat(converters())
        .containsKeys(
            ConverterTable.all().stream()
                .map(ConverterTable.Converter::name)
                .toArray(String[]::new));
  }

  @Test
  void shouldTakeAndGiveWhatTheConfigurationSays() {
    final Map<String, ConverterKind> all = converters();
    for (final ConverterTable.Converter converter : ConverterTable.all()) {
      final ConverterKind kind = all.get(converter.name());
      assertThat(kind.input()).as(converter.name()).isEqualTo(converter.in());
      assertThat(kind.output()).as(converter.name()).isEqualTo(converter.out());
    }
  }
}
