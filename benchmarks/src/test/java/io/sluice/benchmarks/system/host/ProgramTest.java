package io.sluice.benchmarks.system.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
  @Test
  void shouldNameWhatIsNotInstalled() {
    // Given
    var shell = new Program("sh", "dash");
    var gone = new Program("no-such-program", "no-such-package");

    // When
    List<Program> missing = Program.missing(List.of(shell, gone));

    // Then
    assertThat(missing).containsExactly(gone);
  }
}
