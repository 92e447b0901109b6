package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.AgreedRow;
import io.sluice.config.ProbeConfig.RowConfig;
import io.sluice.health.mysql.Answer.Rows;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {
  private static AgreedRow read(final String server, final String epoch) {
    return RowReader.read(
        new Rows(
            List.of("server", "epoch"),
            List.of(List.of(Optional.ofNullable(server), Optional.ofNullable(epoch)))));
  }

  @Test
  void shouldReadServerAndEpoch() {
    assertThat(read("db-1.example:3306", "12"))
        .isEqualTo(new AgreedRow.Named("db-1.example:3306", 12));
    assertThat(RowReader.read(new Rows(List.of("server", "epoch"), List.of())))
        .isEqualTo(new AgreedRow.Absent());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "NULL, 1, the row names no server: NULL",
        "'', 1, 'the row names no server: '",
        "a b, 1, the row names no server: a b",
        "a\u001bb, 1, the row names no server: a?b",
        "db1, NULL, the row has no epoch: NULL",
        "db1, -1, the row has no epoch: -1",
        "db1, 1.5, the row has no epoch: 1.5",
        "db1, 18446744073709551615, the row has no epoch: 18446744073709551615"
      })
  void shouldNotReadARowThatIsNone(final String server, final String epoch, final String why) {
    assertThat(read(server, epoch)).isEqualTo(new AgreedRow.Unreadable(why));
  }

  @Test
  void shouldNotReadSeveralRowsOrOtherColumns() {
    // Given
    final List<Optional<String>> row = List.of(Optional.of("a"), Optional.of("1"));

    // Then
    for (final Rows rows :
        List.of(
            new Rows(List.of("server", "epoch"), List.of(row, row)),
            new Rows(List.of("server"), List.of(List.of(Optional.of("a")))))) {
      assertThat(RowReader.read(rows))
          .isEqualTo(new AgreedRow.Unreadable("not one row of two values"));
    }
  }

  @Test
  void shouldQuoteWhatItIsToldToSay() {
    // Given
    final RowConfig row = new RowConfig("a`b.c$d", "it's\\");

    // Then
    assertThat(Sql.select(row))
        .isEqualTo("SELECT server, epoch FROM `a``b`.`c$d` WHERE grp = 'it''s\\\\'");
    assertThat(Sql.insert(row, "x'y"))
        .isEqualTo("INSERT INTO `a``b`.`c$d` (grp, server, epoch) VALUES ('it''s\\\\', 'x''y', 1)");
    assertThat(Sql.update(new RowConfig("sluice.writer", "g"), "db2", 7))
        .isEqualTo(
            "UPDATE `sluice`.`writer` SET server = 'db2', epoch = 8 WHERE grp = 'g' AND epoch = 7");
  }
}
