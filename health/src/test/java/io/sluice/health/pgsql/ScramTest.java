package io.sluice.health.pgsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of RFC 7677, section 3. */
class ScramTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String BOTH = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SERVER_FIRST = "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String SERVER_LAST = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private final Scram scram = new Scram("user", NONCE);

  private String prove() throws PgsqlProtocolException {
    return scram.last(SaltedPassword.of("pencil", scram.onFirst(SERVER_FIRST)));
  }

  @Test
  void shouldSpeakAsTheExampleDoes() throws Exception {
    assertThat(scram.first()).isEqualTo("n,,n=user,r=" + NONCE);
    assertThat(prove())
        .isEqualTo("c=biws,r=" + BOTH + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    scram.onLast(SERVER_LAST);
    scram.onLast(SERVER_LAST + ",x=more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "v=",
        "v====",
        "v=AAAA",
        "e=invalid-proof",
        "p=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ""
      })
  void shouldRefuseAServerThatDoesNotProveItself(final String last) throws Exception {
    prove();
    assertThatThrownBy(() -> scram.onLast(last)).isInstanceOf(PgsqlProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=" + NONCE + ",s=W22Z,i=4096",
        "r=other" + BOTH + ",s=W22Z,i=4096",
        "r=" + BOTH + ",s=,i=4096",
        "r=" + BOTH + ",s=====,i=4096",
        "r=" + BOTH + ",s=W22Z,i=0",
        "r=" + BOTH + ",s=W22Z,i=-1",
        "r=" + BOTH + ",s=W22Z,i=600001",
        "r=" + BOTH + ",s=W22Z,i=9999999999",
        "r=" + BOTH + ",s=W22Z,i=99999999999",
        "r=" + BOTH + ",s=W22Z",
        "r=" + BOTH + ",i=4096,s=W22Z",
        "m=ext,r=" + BOTH + ",s=W22Z,i=4096",
        "e=other-error"
      })
  void shouldRefuseAChallengeThatIsNone(final String first) {
    assertThatThrownBy(() -> scram.onFirst(first)).isInstanceOf(PgsqlProtocolException.class);
  }

  @Test
  void shouldTakeAsManyRoundsAsAreAllowed() throws Exception {
    assertThat(scram.onFirst("r=" + BOTH + ",s=W22Z,i=600000").rounds()).isEqualTo(600_000);
    assertThat(scram.onFirst("r=" + BOTH + ",s=W22Z,i=1,x=later").rounds()).isEqualTo(1);
    assertThatThrownBy(() -> scram.onFirst("r=" + BOTH + ",s=W22Z,i=600001"))
        .hasMessage("a login of 600001 rounds, where 600000 are the most");
  }

  @Test
  void shouldShowNothingOfTheKey() throws Exception {
    assertThat(SaltedPassword.of("pencil", scram.onFirst(SERVER_FIRST))).hasToString("hidden");
  }
}
