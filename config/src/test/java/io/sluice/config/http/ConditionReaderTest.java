package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionReaderTest {
  private static Reading reading() throws BadText {
    final Reading plain = Texts.at(Texts.REQUEST);
    return Texts.at(
        Texts.REQUEST,
        Map.of(
            "a", AclReader.read("path_beg /a", plain),
            "b", AclReader.read("src 10.0.0.0/8", plain),
            "late", AclReader.read("status 200", plain)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "if a|a",
        "unless a|!a",
        "a|a",
        "if a b|[a, b]",
        "if a or b|(a or b)",
        "`if a || b`|(a or b)",
        "if a !b or !a b|([a, !b] or [!a, b])",
        "unless a or b|!(a or b)",
        "if ! a|!a",
        "if !!a|a",
        "if !{ src ::1 }|!{src IP [::1]}",
        "if METH_POST { path /x }|[METH_POST, {path STR [/x]}]",
        "if { path -i -m beg /A /B }|{path BEG -i [/A, /B]}",
        "if { hdr(host) a -i b }|({req.hdr[host] STR [a]} or {req.hdr[host] STR -i [b]})",
        "if { path_reg ^/[0-9]+$ }|{path REG [^/[0-9]+$]}",
        "if { path,url_dec -m sub /. }|{path,url_dec SUB [/.]}",
        "if { hdr_dom(host) example.com }|{req.hdr[host] DOM [example.com]}",
        "if { hdr_cnt(a) gt 1 }|{req.hdr_cnt[a] INT [gt 1]}",
        "if { hdr_cnt(a) ge 1 2 lt 9 }|{req.hdr_cnt[a] INT [ge 1, ge 2, lt 9]}",
        "if { dst_port 1:1023 8080 :5 9: }|{dst_port INT [1:1023, 8080, :5, 9:]}",
        "if { hdr_val(a) lt -5 }|{req.hdr_val[a] INT [lt -5]}",
        "if { path_len gt 100 }|{path LEN [gt 100]}",
        "if { src 10/8 10.12 192.168.1/22 10.0.0.0/255.255.0.0 }|{src IP [10.0.0.0/8, 10.0.0.12,"
            + " 192.168.0.1/22, 10.0.0.0/16]}",
        "if { req.ssl_ver 3:3.1 }|{req.ssl_ver INT [196608:196609]}",
        "if { req.body -m bin 0d0a }|{req.body BIN [0d0a]}",
        "if { req.payload(0,2) 0d0a }|{req.payload[0, 2] BIN [0d0a]}",
        "if { var(txn.a) -m found }|{var[txn.a] FOUND}",
        "if { ssl_fc }|{ssl_fc BOOL}",
        "if { path -- -i }|{path STR [-i]}",
        "if { path -m str -- -m }|{path STR [-m]}",
        "if { method GET POST }|{method STR [GET, POST]}",
        "if { path -f /w -i -f /x y }|({path STR [PatternFile[path=/w, map=false]]} or {path STR -i"
            + " [y] [PatternFile[path=/x, map=false]]})",
        "if { hdr(a) -M -f /m }|{req.hdr[a] STR [PatternFile[path=/m, map=true]]}",
        "if { hdr(host),lower -m str 'a b' }|{req.hdr[host],lower STR [a b]}",
        "if { http_auth(u) }|{http_auth[u] BOOL}",
        "if TRUE !FALSE|[TRUE, !FALSE]"
      })
  void shouldReadConditions(final String text, final String shown) throws BadText {
    assertThat(Texts.shown(ConditionReader.read(text, reading()))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "if|2: ends where a condition is missing",
        "if c|3: there is no ACL \"c\"",
        "if METH_PSOT|3: there is no ACL \"METH_PSOT\"; did you mean \"METH_POST\"?",
        "if or a|3: has nothing before or",
        "if a or|7: ends where a condition is missing",
        "if a and b|5: has and in a condition; leave it out",
        "if {src ::1}|3: there is no ACL \"{src\"; write spaces around the braces",
        "if { src ::1|3: has an open {; write } with a space before it",
        "if { }|5: ends where what is tested is missing",
        "if { src }|9: is compared with no pattern",
        "if { src db1.example }|9: \"db1.example\" is not an address or a network; write one, such"
            + " as 10.0.0.0/8",
        "if { src 10.0.0.0/255.0.255.0 }|9: \"10.0.0.0/255.0.255.0\" is not an address or a network",
        "if { src 10.0.0.0/33 }|9: ",
        "if { src 10.0.0.256 }|9: ",
        "if { path_bge /a }|5: there is no sample fetch \"path_bge\"; did you mean \"path_beg\"?",
        "if { hdr_cnt(a) gt x }|19: \"x\" is not an integer or a range",
        "if { hdr_cnt(a) gt }|19: ends behind gt; write a number behind it",
        "if { hdr_cnt(a) 5:1 }|16: \"5:1\" is a range that ends before it begins",
        "if { hdr_cnt(a) gt 1:5 }|19: has a range behind gt",
        "if { path_reg (a }|14: is not a regular expression",
        "if { path_reg (?!a) }|14: is not a regular expression",
        "if { path_reg (a)\\\\1 }|14: is not a regular expression",
        "if { req.body a }|5: gives bytes, and nothing says how that is compared; write -m str",
        "if { var(txn.a) a }|5: gives anything, and nothing says",
        "if { req.body -m int 5 }|17: this way to compare does not fit bytes",
        "if { path -m begin /a }|13: \"begin\" is not a way to compare; known here: beg, bin",
        "if { path -x /a }|10: \"-x\" is not a flag",
        "if { path -f }|13: ends where a file is missing",
        "if { ssl_fc 0 }|12: \"0\" is compared with nothing; leave it out; write !",
        "if { req.body -m bin 0d0 }|21: \"0d0\" is not bytes in hexadecimal",
        "if late|3: status cannot be had here",
        "if { status 200 }|5: status cannot be had here",
        "if { hdr(a) b } } c|16: there is no ACL \"}\""
      })
  void shouldSayWhatIsWrongAndWhere(final String text, final String problem) throws BadText {
    final Reading reading = reading();
    assertThat(Texts.problem(() -> ConditionReader.read(text, reading))).startsWith(problem);
  }

  @Test
  void shouldUseOneListForEveryUseOfAName() throws BadText {
    // Given
    final Reading reading = reading();
    // When
    final Condition.Acl first = (Condition.Acl) ConditionReader.read("if a", reading);
    final Condition.Acl second = (Condition.Acl) ConditionReader.read("if a", reading);
    // Then
    assertThat(first.tests()).isSameAs(second.tests());
  }

  @Test
  void shouldLetTheProxysOwnGoBeforeAPredefinedOne() throws BadText {
    final Reading plain = Texts.at(Texts.REQUEST);
    final List<AclTest> own = AclReader.read("src ::1", plain);
    final Condition read =
        ConditionReader.read("if LOCALHOST", Texts.at(Texts.REQUEST, Map.of("LOCALHOST", own)));
    assertThat(((Condition.Acl) read).tests()).isEqualTo(own);
  }

  @Test
  void shouldReadAnyNumberOfNegations() throws BadText {
    assertThat(Texts.shown(ConditionReader.read("if " + "! ".repeat(20_000) + "a", reading())))
        .isEqualTo("a");
  }
}
