package io.sluice.benchmarks.system.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.system.figure.Point;
import io.sluice.benchmarks.system.figure.Result;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
  private static final List<Result> GROWTH =
      List.of(
          Results.of("10", Optional.of(new Point("servers", 10)), 100, 110, 105),
          Results.of("1000", Optional.of(new Point("servers", 1_000)), 50, 55, 52.5));

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void shouldDrawARingWhenARatioIsUnclear() throws Exception {
    // Given
    var clear = Results.of("a < b & c", Optional.empty(), 140, 150, 145);
    var unclear = Results.of("unclear", Optional.empty(), 80, 110, 140);

    // When
    Document with = parse(RatioPlot.text(List.of(clear, unclear)));
    Document without = parse(RatioPlot.text(List.of(clear)));

    // Then
    assertThat(with.getDocumentElement().getTextContent()).contains("a < b & c");
    assertThat(rings(with)).isEqualTo(rings(without) + 2);
  }

  private static long rings(Document svg) {
    var circles = svg.getElementsByTagName("circle");
    long rings = 0;
    for (int i = 0; i < circles.getLength(); i++) {
      rings += circles.item(i).getAttributes().getNamedItem("stroke") == null ? 0 : 1;
    }
    return rings;
  }

  @Test
  void shouldDrawGrowthAndSayItsFactor() throws Exception {
    // Given
    List<Result> results = GROWTH;

    // When
    Document svg = parse(GrowthPlot.text(results));
    List<String> sentences = Growth.sentences(results);

    // Then
    assertThat(svg.getDocumentElement().getTextContent()).contains("servers", "requests/s");
    assertThat(sentences)
        .containsExactly(
            "- servers, from 10 to 1,000: HAProxy proxy CPU µs × 1.00 (1.00–1.00), requests/s ×"
                + " 1.00 (1.00–1.00); Sluice proxy CPU µs × 2.00 (2.00–2.00), requests/s × 0.50"
                + " (0.50–0.50).");
  }

  @Test
  void shouldDrawAnEmptyPictureWhenNothingGrows() throws Exception {
    // Given
    List<Result> none = List.of();

    // When
    Document svg = parse(GrowthPlot.text(none));

    // Then
    assertThat(svg.getElementsByTagName("line").getLength()).isZero();
  }
}
