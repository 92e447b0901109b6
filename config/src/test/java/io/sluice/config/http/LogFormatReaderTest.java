package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.text.BadText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormatReaderTest {
  private static final Place LOG = new Place(Stage.LOG, true, false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|'plain'",
        "%ci:%cp [%tr]|%ci':'%cp' ['%tr']'",
        "100%%|'100%'",
        "%{+Q}r %{+X}Ts %{+Q,+E}b|%rQ' '%TsX' '%bQE",
        "%{+Q}o %t %{-Q}r %s|' '%tQ' '%r' '%sQ",
        "%[src,ipmask(24)]|%[src,ipmask[24]]",
        "%{+Q}[capture.req.hdr(0)]x|%[capture.req.hdr[0]]Q'x'",
        "%[str(])]|%[str[]]]",
        "%HM %HPO%HQ|%HM' '%HPO%HQ",
        "{\"t\":\"%t\"}|'{\"t\":\"'%t'\"}'",
        "%ci/%[var(txn.a)]/%ST|%ci'/'%[var[txn.a]]'/'%ST"
      })
  void shouldReadFormats(final String text, final String shown) throws BadText {
    assertThat(Texts.shown(LogFormatReader.read(text, 0, Texts.at(LOG)))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a %cip b|2: there is no variable \"%cip\"; did you mean \"%ci\"?",
        "a %qx|2: there is no variable \"%qx\"",
        "50% off|2: has a % with nothing behind it; write %% for the character",
        "%|0: has a % with nothing behind it",
        "a %[src|3: has an open %[; write ] behind the expression",
        "a %[src b]|7: goes on with \" b]\" in a sample",
        "a %[sr]|4: there is no sample fetch \"sr\"",
        "%{+Z}ci|2: \"+Z\" is not a flag; write +Q, -Q",
        "%{+Q ci|1: has an open {; write } behind the flags",
        "%{+Q,}ci|5: \"\" is not a flag"
      })
  void shouldSayWhatIsWrongAndWhere(final String text, final String problem) {
    assertThat(Texts.problem(() -> LogFormatReader.read(text, 0, Texts.at(LOG))))
        .startsWith(problem);
  }

  @Test
  void shouldNotReadAnEmptyTextAsAProblem() throws BadText {
    assertThat(LogFormatReader.read("", 0, Texts.at(LOG)).pieces()).isEmpty();
  }

  @Test
  void shouldRefuseVariablesOfHttpInATcpProxy() {
    final Place tcp = new Place(Stage.LOG, false, false);
    assertThat(Texts.problem(() -> LogFormatReader.read("%ci %HM", 0, Texts.at(tcp))))
        .startsWith("4: %HM is of HTTP, which a proxy in mode tcp does not read");
  }

  @Test
  void shouldMergeTheSpacesOfALine() throws BadText {
    assertThat(Texts.shown(LogFormatReader.line("%{+X}o  %ci   x  %cp ", Texts.at(LOG))))
        .isEqualTo("%ciX' x '%cpX' '");
    assertThat(Texts.shown(LogFormatReader.read("a  b", 0, Texts.at(LOG)))).isEqualTo("'a  b'");
  }

  @Test
  void shouldReadEveryVariable() throws BadText {
    for (final String name : LogVariables.names()) {
      assertThat(Texts.shown(LogFormatReader.read("%" + name, 0, Texts.at(LOG))))
          .isEqualTo("%" + name);
      assertThat(LogVariables.meaning(name)).isNotEmpty();
    }
  }
}
