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
import org.assertj.core.api.SoftAssertions;
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
    assertThat(FetchTable.all())
        .extracting(FetchTable.Fetch::name)
        .filteredOn(name -> !Fetches.all().containsKey(name))
        .isEmpty();
  }

  @Test
  void shouldHaveEveryConverterThatMayBeWritten() {
    assertThat(ConverterTable.all())
        .extracting(ConverterTable.Converter::name)
        .filteredOn(name -> !converters().containsKey(name))
        .isEmpty();
  }

  @Test
  void shouldTakeAndGiveWhatTheConfigurationSays() {
    final Map<String, ConverterKind> all = converters();
    final SoftAssertions softly = new SoftAssertions();
    for (final ConverterTable.Converter converter : ConverterTable.all()) {
      final ConverterKind kind = all.get(converter.name());
      softly.assertThat(kind.input()).as(converter.name()).isEqualTo(converter.in());
      softly.assertThat(kind.output()).as(converter.name()).isEqualTo(converter.out());
    }
    softly.assertAll();
  }
}
