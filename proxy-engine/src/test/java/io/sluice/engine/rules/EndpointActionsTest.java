package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that say who a client is, variables under conditions, and timeouts of samples. */
class EndpointActionsTest {
  private static String got(final String format, final String... rules) {
    final String[] all = java.util.Arrays.copyOf(rules, rules.length + 1);
    all[rules.length] = "set-header X-Got \"" + format + "\"";
    final Listed listed = Listed.request(all);
    assertThat(listed.run()).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.surroundings.problems).isEmpty();
    final String sent = listed.txn.sentRequest();
    final int at = sent.indexOf("X-Got: ") + "X-Got: ".length();
    return sent.substring(at, sent.indexOf('\n', at));
  }

  @Test
  void shouldSayWhoTheClientIs() {
    assertThat(
            got(
                "%[var(txn.a)] %[src] %[src_port] %[dst] %[dst_port] %[fc_src] %[src_is_local]"
                    + " %[fc_rcvd_proxy] %[fc_dst] %ci %cp %fi %fp",
                "set-src hdr(nope)",
                "set-var-fmt(txn.a) %[src]",
                "set-src str(1.2.3.4)",
                "set-src-port int(70000)",
                "set-dst ipv6(::1)",
                "set-dst-port int(80)"))
        .isEqualTo("127.0.0.1 1.2.3.4 4464 ::1 80 127.0.0.1 0 0 127.0.0.1 1.2.3.4 4464 ::1 80");
  }

  @Test
  void shouldMaskTheClient() {
    assertThat(got("%[src] %[fc_src] %ci", "set-src str(bogus)", "set-src src,ipmask(8)"))
        .isEqualTo("127.0.0.0 127.0.0.1 127.0.0.0");
  }

  @Test
  void shouldSetVariablesUnderConditions() {
    assertThat(
            got(
                "%[var(txn.a)] %[var(txn.b)] %[var(txn.c)] %[var(txn.n)] %[var(txn.m)]"
                    + " %[var(txn.k)] %[var(txn.l)]",
                "set-var(txn.a,ifnotset) str(1)",
                "set-var(txn.a,ifnotset) str(2)",
                "set-var(txn.b,ifset) str(1)",
                "set-var-fmt(txn.c,ifnotempty) %[hdr(nope)]",
                "set-var(txn.n) int(5)",
                "set-var(txn.n,ifgt) int(4)",
                "set-var(txn.m) int(5)",
                "set-var(txn.m,ifgt) int(6)",
                "set-var(txn.k,ifnotempty,ifnotset) str(k)",
                "set-var(txn.l,iflt) int(6)"))
        .isEqualTo("1   4 5 k 6");
  }

  /** Old value, condition, new value, and what HAProxy 2.6.12 has then. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "'',ifgt,int(6),6",
        "'',iflt,int(-6),-6",
        "int(5),ifgt,int(4),4",
        "int(5),ifgt,int(6),5",
        "int(5),iflt,int(6),6",
        "int(5),iflt,int(4),5",
        "int(5),ifgt,int(5),5",
        "str(5),ifgt,int(6),6",
        "str(5),iflt,str(4),4",
        "int(5),ifgt,str(6),6",
        "str(a),ifgt,str(b),b",
        "bool(false),ifgt,bool(true),1",
        "int(0),ifgt,bool(true),1",
        "str(x),ifempty,str(y),x",
        "str(x),ifempty,str(),``",
        "str(x),ifnotempty,str(),x",
        "str(x),ifnotempty,str(y),y",
        "int(3),ifempty,int(0),3",
        "int(1),ifset,int(2),2",
        "'',ifset,int(2),``",
        "int(1),ifnotset,int(2),1",
        "'',ifnotset,int(2),2",
        "'',ifexists,int(2),``",
        "'',ifnotexists,int(2),2"
      })
  void shouldSetAVariableWhereHaproxyDoes(
      final String old, final String condition, final String value, final String now) {
    final String before = old.equals("''") ? "unset-var(txn.a)" : "set-var(txn.a) " + old;
    assertThat(got("[%[var(txn.a)]]", before, "set-var(txn.a," + condition + ") " + value))
        .isEqualTo("[" + now + "]");
    assertThat(
            got(
                "[%[var(txn.a)]]",
                before, "set-var(txn.z) " + value + ",set-var(txn.a," + condition + ")"))
        .isEqualTo("[" + now + "]");
  }

  @Test
  void shouldTakeTimeoutsFromSamples() {
    // Given
    final Listed listed =
        Listed.request(
            "set-timeout server url_param(q),mul(1500)",
            "set-timeout tunnel str(2500)",
            "set-timeout tunnel hdr(nope)",
            "set-timeout tunnel int(0)",
            "wait-for-handshake");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.serverTimeout).isEqualTo(1500);
    assertThat(listed.txn.tunnelTimeout).isEqualTo(2500);
  }

  @Test
  void shouldDropSilently() {
    assertThat(Listed.request("silent-drop if { path /a/b }").run()).isEqualTo(Verdict.REJECT);
    assertThat(Listed.response("silent-drop").run()).isEqualTo(Verdict.REJECT);
  }
}
