package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.Reference.Kind;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.text.BadText;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "src|src|ADDR",
        "src()|src|ADDR",
        "hdr(host),lower|req.hdr[host],lower|STR",
        "req.hdr(x-forwarded-for,-1)|req.hdr[x-forwarded-for, -1]|STR",
        "path,url_dec,length|path,url_dec,length|SINT",
        "urlp(a)|url_param[a]|STR",
        "cook(SID)|req.cook[SID]|STR",
        "sc1_http_req_rate|sc_http_req_rate[1]|SINT",
        "sc0_http_req_rate(t)|sc_http_req_rate[0, t]|SINT",
        "sc_get_gpc(3,0,t)|sc_get_gpc[3, 0, t]|SINT",
        "src_conn_cur|src_conn_cur|SINT",
        "str(a b),concat(<,txn.a,>)|str[a b],concat[<, txn.a, >]|STR",
        "str(x),concat(',',,')')|str[x],concat[,, , )]|STR",
        "`path,regsub(\"(a|b)\",c,g)`|`path,regsub[(a|b), c, g]`|STR",
        "path,regsub(\\(a\\),c)|path,regsub[(a), c]|STR",
        "path,regsub(a\\.b\\,c,d)|path,regsub[a\\.b,c, d]|STR",
        "int(5),add(3),mul(txn.f)|int[5],add[3],mul[txn.f]|SINT",
        "var(txn.a)|var[txn.a]|ANY",
        "var(txn.a),lower|var[txn.a],lower|STR",
        "src,ipmask(24,64)|src,ipmask[24, 64]|ADDR",
        "src,in_table(t)|src,in_table[t]|BOOL",
        "path,map(/m)|path,map_str[/m]|STR",
        "hdr(host),map_dom_int(/m,3)|req.hdr[host],map_dom_int[/m, 3]|SINT",
        "base32+src|base32+src|BIN",
        "ssl_fc|ssl_fc|BOOL",
        "ssl_c_s_dn(CN)|ssl_c_s_dn[CN]|STR",
        "src,set-var(txn.ip)|src,set-var[txn.ip]|ADDR",
        "req.body,json_query($.a)|req.body,json_query[$.a]|ANY",
        "rand(10),mod(2),bool,iif(a,b)|rand[10],mod[2],bool,iif[a, b]|STR",
        "path,word(2,/)|path,word[2, /]|STR",
        "date(-3600),http_date|date[-3600],http_date|STR",
        "str('a),b\"c')|str[a),b\"c]|STR",
        "str()|str[]|STR",
        "sc1_get_gpc0(t)|sc_get_gpc0[1, t]|SINT",
        "sc_get_gpc(2,1,t)|sc_get_gpc[2, 1, t]|SINT"
      })
  void shouldReadExpressions(final String text, final String shown, final SampleType type)
      throws BadText {
    // When
    final SampleExpr expr = SampleReader.read(text, 0, Texts.at(Texts.REQUEST));
    // Then
    assertThat(Texts.shown(expr)).isEqualTo(shown);
    assertThat(expr.type()).isEqualTo(type);
  }

  @Test
  void shouldTakeTheResponsesHeaderWhereAResponseIsLookedAt() throws BadText {
    assertThat(Texts.shown(SampleReader.read("hdr(a)", 0, Texts.at(Texts.RESPONSE))))
        .isEqualTo("res.hdr[a]");
    assertThat(Texts.shown(SampleReader.read("cook(a)", 0, Texts.at(Texts.RESPONSE))))
        .isEqualTo("res.cook[a]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sc0_get_gpc(1)|0: there is no sample fetch \"sc0_get_gpc\"; did you mean",
        "pth|0: there is no sample fetch \"pth\"; did you mean \"path\"?",
        "|0: has no sample fetch where one is expected; write one, such as src",
        "path,lwer|5: there is no converter \"lwer\"; did you mean \"lower\"?",
        "path,|5: there is no converter \"\"",
        "path lower|4: goes on with \" lower\" behind the expression; write a comma",
        "path,word(1)|5: word has too few arguments; write word(int,text,[int])",
        "src(1)|0: src has too many arguments; write src",
        "str|0: str has too few arguments; write str(text)",
        "int(x)|4: \"x\" is not a whole number; write one, such as 10",
        "`path,regsub((a|b),c)`|5: regsub has too few arguments; write regsub(regex,text,[text])",
        "path,regsub('a(?=b)',c)|12: is not a regular expression",
        "path,regsub('(a)\\1',c)|12: is not a regular expression",
        "path,regsub(a|11: has an open parenthesis; write )",
        "str('a|4: has an open ' within its arguments; close it",
        "src,lower,add(1),ipmask(33)|24: \"33\" is not an IPv4 mask; write one, such as 24",
        "method,add(1)|7: add takes an integer, and gets a method; put a converter between",
        "req.body,ipmask(24)|9: ipmask takes an address, and gets bytes",
        "ssl_fc,ipmask(24)|7: ipmask takes an address, and gets a boolean",
        "var(foo.a)|4: \"foo.a\" is not a variable; write proc., sess.",
        "var(txn.a b)|4: \"txn.a b\" is not a variable",
        "status|0: status cannot be had here; it is there in rules of responses",
        "res.hdr(a)|0: res.hdr cannot be had here; write req.hdr, or move the rule",
        "srv_name|0: srv_name cannot be had here",
        "be_name|0: be_name cannot be had here; it is there in a backend",
        "fc_rtt|0: fc_rtt is known to HAProxy, and not in this version",
        "path,protobuf(1)|5: protobuf is known to HAProxy, and not in this version",
        "path,digest(md6)|12: \"md6\" is not known here; did you mean \"md5\"?",
        "ipv4(::1)|5: \"::1\" is not an IPv4 address",
        "ipv6(1.2.3.4)|5: \"1.2.3.4\" is not an IPv6 address",
        "nbsrv(a/b)|6: \"a/b\" is not the name of a backend",
        "path,map()|5: map has too few arguments; write map_str(file,[text])"
      })
  void shouldSayWhatIsWrongAndWhere(final String text, final String problem) {
    assertThat(
            Texts.problem(
                () -> SampleReader.read(text == null ? "" : text, 0, Texts.at(Texts.REQUEST))))
        .startsWith(problem);
  }

  @Test
  void shouldRefuseHttpInATcpProxy() {
    final Place tcp = new Place(Stage.REQUEST_CONTENT, false, true);
    assertThat(Texts.problem(() -> SampleReader.read("path", 3, Texts.at(tcp))))
        .startsWith("3: path looks at HTTP, which a proxy in mode tcp does not read");
    assertThat(Texts.problem(() -> SampleReader.read("hdr(a)", 0, Texts.at(tcp))))
        .contains("looks at HTTP");
  }

  @Test
  void shouldKnowWhatIsThereWhen() throws BadText {
    final Place connection = new Place(Stage.CONNECTION, false, false);
    assertThat(SampleReader.read("src", 0, Texts.at(connection)).type()).isEqualTo(SampleType.ADDR);
    assertThat(Texts.problem(() -> SampleReader.read("ssl_fc", 0, Texts.at(connection))))
        .contains("cannot be had here; it is there from tcp-request-session on");
    assertThat(Texts.problem(() -> SampleReader.read("req.len", 0, Texts.at(connection))))
        .contains("cannot be had here");
    assertThat(Texts.problem(() -> SampleReader.read("path", 0, Texts.at(Texts.RESPONSE))))
        .contains("cannot be had here");
    final Place log = new Place(Stage.LOG, true, false);
    assertThat(SampleReader.read("status", 0, Texts.at(log)).type()).isEqualTo(SampleType.SINT);
    assertThat(Texts.problem(() -> SampleReader.read("res.hdr(a)", 0, Texts.at(log))))
        .contains("cannot be had here");
  }

  @Test
  void shouldNoteWhatIsNamed() throws BadText {
    // Given
    final Reading reading = Texts.at(Texts.REQUEST);
    // When
    SampleReader.read("src,table_conn_rate(t),map_int(/m)", 10, reading);
    SampleReader.read("src_conn_rate", 5, reading);
    SampleReader.read("srv_is_up(b/s)", 0, reading);
    SampleReader.read("capture.req.hdr(2)", 0, reading);
    SampleReader.read("sc_conn_rate(0)", 0, reading);
    SampleReader.read("nbsrv", 0, reading);
    SampleReader.read("http_auth(u)", 0, reading);
    // Then
    assertThat(reading.references())
        .containsExactly(
            new Reference(Kind.TABLE, "t", 30),
            wanted(Kind.STORED, "t", 14),
            new Reference(Kind.FILE, "/m", 41),
            new Reference(Kind.TABLE, "", 5),
            wanted(Kind.STORED, "", 5),
            new Reference(Kind.SERVER, "b/s", 10),
            new Reference(Kind.REQUEST_CAPTURE, "2", 16),
            wanted(Kind.COUNTED, "0", 0),
            new Reference(Kind.USERLIST, "u", 10));
  }

  private static Reference wanted(final Kind kind, final String name, final int offset) {
    return new Reference(kind, name, offset, Optional.empty(), Set.of(Data.CONN_RATE));
  }

  @Test
  void shouldNoteTheSameOfAnExpressionThatWasRead() throws BadText {
    // Given
    final SampleExpr expr =
        SampleReader.read("src,table_conn_rate(t),map_int(/m)", 0, Texts.at(Texts.REQUEST));
    // When
    final var references = SampleReader.references(expr);
    // Then
    assertThat(references)
        .containsExactly(
            new Reference(Kind.TABLE, "t", 0),
            wanted(Kind.STORED, "t", 0),
            new Reference(Kind.FILE, "/m", 0));
  }

  @Test
  void shouldHaveATypeAndAUsageForEachName() {
    for (final FetchTable.Fetch fetch : FetchTable.all()) {
      assertThat(FetchTable.usage(fetch.name())).startsWith(fetch.name());
    }
    for (final String name : FetchTable.names()) {
      assertThat(FetchTable.fetch(FetchTable.canonical(name, false))).as(name).isPresent();
      assertThat(FetchTable.fetch(FetchTable.canonical(name, true))).as(name).isPresent();
    }
    for (final String name : ConverterTable.names()) {
      assertThat(ConverterTable.converter(name)).as(name).isPresent();
    }
  }
}
