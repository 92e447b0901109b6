package io.sluice.config.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every sample fetch that there is: its arguments, what it gives, and where it can be had.
 *
 * <p>Source: {@code haproxy -dKsmp} and the HAProxy configuration manual, "Fetching samples".
 */
public final class FetchTable {
  /**
   * A fetch.
   *
   * @param name its one name
   * @param type what it gives; an address of a client may be of either family
   * @param scope where it can be had
   * @param http whether it needs a proxy that speaks HTTP
   */
  public record Fetch(String name, SampleType type, Scope scope, boolean http) {}

  private record Entry(Fetch fetch, Signature signature) {}

  /** Name and arguments, type, scope, and {@code http} where it looks at HTTP. */
  private static final String ROWS =
      """
      always_false bool anywhere
      always_true bool anywhere
      bin(text) bin anywhere
      bool(text) bool anywhere
      date(int?,s|ms|us?) sint anywhere
      date_us sint anywhere
      env(text) str anywhere
      hostname str anywhere
      int(int) sint anywhere
      ipv4(ip4) ipv4 anywhere
      ipv6(ip6) ipv6 anywhere
      meth(text) meth anywhere
      nbproc sint anywhere
      proc sint anywhere
      pid sint anywhere
      rand(int?) sint anywhere
      stopping bool anywhere
      str(text) str anywhere
      thread sint anywhere
      uuid(int?) str anywhere
      var(var,text?) any anywhere
      unique-id str anywhere
      last_rule_file str anywhere
      last_rule_line sint anywhere
      wait_end bool anywhere
      avg_queue(backend?) sint anywhere
      be_conn(backend?) sint anywhere
      be_conn_free(backend?) sint anywhere
      be_sess_rate(backend?) sint anywhere
      connslots(backend?) sint anywhere
      nbsrv(backend?) sint anywhere
      queue(backend?) sint anywhere
      fe_conn(frontend?) sint anywhere
      fe_req_rate(frontend?) sint anywhere
      fe_sess_rate(frontend?) sint anywhere
      srv_conn(server) sint anywhere
      srv_conn_free(server) sint anywhere
      srv_is_up(server) bool anywhere
      srv_iweight(server) sint anywhere
      srv_queue(server) sint anywhere
      srv_sess_rate(server) sint anywhere
      srv_uweight(server) sint anywhere
      srv_weight(server) sint anywhere
      table_avl(table?) sint anywhere
      table_cnt(table?) sint anywhere
      fe_client_timeout sint anywhere
      fe_defbe str anywhere
      fe_id sint anywhere
      fe_name str anywhere
      so_id sint anywhere
      so_name str anywhere
      be_id sint backend
      be_name str backend
      be_server_timeout sint backend
      be_tunnel_timeout sint backend
      cur_server_timeout sint backend
      cur_tunnel_timeout sint backend
      srv_id sint server
      srv_name str server
      src addr anywhere
      src_port sint anywhere
      src_is_local bool anywhere
      dst addr anywhere
      dst_port sint anywhere
      dst_is_local bool anywhere
      dst_conn sint anywhere
      fc_src addr anywhere
      fc_src_port sint anywhere
      fc_src_is_local bool anywhere
      fc_dst addr anywhere
      fc_dst_port sint anywhere
      fc_dst_is_local bool anywhere
      fc_err sint anywhere
      fc_err_str str anywhere
      fc_http_major sint anywhere
      fc_pp_authority str anywhere
      fc_pp_unique_id str anywhere
      fc_rcvd_proxy bool anywhere
      bc_src addr answered
      bc_src_port sint answered
      bc_dst addr answered
      bc_dst_port sint answered
      bc_err sint answered
      bc_err_str str answered
      bc_http_major sint answered
      method meth stream http
      http_first_req bool stream http
      capture.req.hdr(request-slot) str stream http
      capture.req.method str stream http
      capture.req.uri str stream http
      capture.req.ver str stream http
      capture.res.hdr(response-slot) str answered http
      capture.res.ver str stream http
      req.proto_http bool stream
      base str request http
      base32 sint request http
      base32+src bin request http
      baseq str request http
      path str request http
      pathq str request http
      query str request http
      url str request http
      url32 sint request http
      url32+src bin request http
      url_ip addr request http
      url_port sint request http
      url_param(text?,text?) str request http
      urlp_val(text?,text?) sint request http
      http_auth(userlist) bool request http
      http_auth_bearer(text?) str request http
      http_auth_group(userlist) str request http
      http_auth_pass str request http
      http_auth_type str request http
      http_auth_user str request http
      req.body bin request http
      req.body_len sint request http
      req.body_param(text?) bin request http
      req.body_size sint request http
      req.cook(text?) str request http
      req.cook_cnt(text?) sint request http
      req.cook_val(text?) sint request http
      req.fhdr(text?,int?) str request http
      req.fhdr_cnt(text?) sint request http
      req.hdr(text?,int?) str request http
      req.hdr_cnt(text?) sint request http
      req.hdr_ip(text?,int?) addr request http
      req.hdr_names(text?) str request http
      req.hdr_val(text?,int?) sint request http
      req.hdrs bin request http
      req.ver str request http
      req.len sint request
      req.payload(int,int) bin request
      req.payload_lv(int,int,text?) bin request
      req.rdp_cookie(text?) str request
      req.rdp_cookie_cnt(text?) sint request
      req.ssl_alpn str request
      req.ssl_ec_ext bool request
      req.ssl_hello_type sint request
      req.ssl_sni str request
      req.ssl_st_ext sint request
      req.ssl_ver sint request
      status sint answered http
      res.ver str response http
      res.body bin response http
      res.body_len sint response http
      res.body_size sint response http
      res.comp bool answered http
      res.comp_algo str answered http
      res.cook(text?) str response http
      res.cook_cnt(text?) sint response http
      res.cook_val(text?) sint response http
      res.fhdr(text?,int?) str response http
      res.fhdr_cnt(text?) sint response http
      res.hdr(text?,int?) str response http
      res.hdr_cnt(text?) sint response http
      res.hdr_ip(text?,int?) addr response http
      res.hdr_names(text?) str response http
      res.hdr_val(text?,int?) sint response http
      res.hdrs bin response http
      res.len sint response
      res.payload(int,int) bin response
      res.payload_lv(int,int,text?) bin response
      res.ssl_hello_type sint response
      """;

  /**
   * What a counter of a stick table is called behind {@code sc_}, {@code src_}: gives an integer.
   */
  private static final List<String> COUNTERS =
      List.of(
          "bytes_in_rate",
          "bytes_out_rate",
          "clr_gpc0",
          "clr_gpc1",
          "conn_cnt",
          "conn_cur",
          "conn_rate",
          "get_gpc0",
          "get_gpc1",
          "get_gpt0",
          "gpc0_rate",
          "gpc1_rate",
          "http_err_cnt",
          "http_err_rate",
          "http_fail_cnt",
          "http_fail_rate",
          "http_req_cnt",
          "http_req_rate",
          "inc_gpc0",
          "inc_gpc1",
          "kbytes_in",
          "kbytes_out",
          "sess_cnt",
          "sess_rate");

  /** The same, with the place in an array as the first argument. */
  private static final List<String> ARRAYS =
      List.of("clr_gpc", "get_gpc", "get_gpt", "gpc_rate", "inc_gpc");

  /** Those of TLS, by what is behind {@code ssl_fc_}, with what they give. */
  private static final String TLS_ROWS =
      """
      ssl_fc bool
      ssl_fc_alg_keysize sint
      ssl_fc_alpn str
      ssl_fc_cipher str
      ssl_fc_cipherlist_bin(int?) bin
      ssl_fc_cipherlist_hex(int?) str
      ssl_fc_cipherlist_str(int?) str
      ssl_fc_cipherlist_xxh sint
      ssl_fc_client_random bin
      ssl_fc_err sint
      ssl_fc_err_str str
      ssl_fc_has_crt bool
      ssl_fc_has_early bool
      ssl_fc_has_sni bool
      ssl_fc_is_resumed bool
      ssl_fc_npn str
      ssl_fc_protocol str
      ssl_fc_protocol_hello_id sint
      ssl_fc_server_random bin
      ssl_fc_session_id bin
      ssl_fc_session_key bin
      ssl_fc_sni str
      ssl_fc_unique_id bin
      ssl_fc_use_keysize sint
      ssl_c_ca_err sint
      ssl_c_ca_err_depth sint
      ssl_c_chain_der bin
      ssl_c_der bin
      ssl_c_err sint
      ssl_c_i_dn(text?,int?,text?) str
      ssl_c_key_alg str
      ssl_c_notafter str
      ssl_c_notbefore str
      ssl_c_s_dn(text?,int?,text?) str
      ssl_c_serial bin
      ssl_c_sha1 bin
      ssl_c_sig_alg str
      ssl_c_used bool
      ssl_c_verify sint
      ssl_c_version sint
      ssl_f_der bin
      ssl_f_i_dn(text?,int?,text?) str
      ssl_f_key_alg str
      ssl_f_notafter str
      ssl_f_notbefore str
      ssl_f_s_dn(text?,int?,text?) str
      ssl_f_serial bin
      ssl_f_sha1 bin
      ssl_f_sig_alg str
      ssl_f_version sint
      """;

  /** Other names of the same. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("cook", "req.cook"),
          Map.entry("cook_cnt", "req.cook_cnt"),
          Map.entry("cook_val", "req.cook_val"),
          Map.entry("hdr", "req.hdr"),
          Map.entry("hdr_cnt", "req.hdr_cnt"),
          Map.entry("hdr_ip", "req.hdr_ip"),
          Map.entry("hdr_val", "req.hdr_val"),
          Map.entry("fhdr", "req.fhdr"),
          Map.entry("fhdr_cnt", "req.fhdr_cnt"),
          Map.entry("cookie", "req.cook"),
          Map.entry("payload", "req.payload"),
          Map.entry("payload_lv", "req.payload_lv"),
          Map.entry("rdp_cookie", "req.rdp_cookie"),
          Map.entry("rdp_cookie_cnt", "req.rdp_cookie_cnt"),
          Map.entry("req_rdp_cookie", "req.rdp_cookie"),
          Map.entry("req_rdp_cookie_cnt", "req.rdp_cookie_cnt"),
          Map.entry("req_len", "req.len"),
          Map.entry("req_proto_http", "req.proto_http"),
          Map.entry("req_ssl_hello_type", "req.ssl_hello_type"),
          Map.entry("req_ssl_sni", "req.ssl_sni"),
          Map.entry("req_ssl_ver", "req.ssl_ver"),
          Map.entry("req_ver", "req.ver"),
          Map.entry("rep_ssl_hello_type", "res.ssl_hello_type"),
          Map.entry("resp_ver", "res.ver"),
          Map.entry("scook", "res.cook"),
          Map.entry("scook_cnt", "res.cook_cnt"),
          Map.entry("scook_val", "res.cook_val"),
          Map.entry("shdr", "res.hdr"),
          Map.entry("shdr_cnt", "res.hdr_cnt"),
          Map.entry("shdr_ip", "res.hdr_ip"),
          Map.entry("shdr_val", "res.hdr_val"),
          Map.entry("urlp", "url_param"),
          Map.entry("url_param_val", "urlp_val"));

  /** Names that mean the response's where a response is looked at. */
  private static final Set<String> BOTH_SIDES =
      Set.of(
          "hdr",
          "hdr_cnt",
          "hdr_ip",
          "hdr_val",
          "fhdr",
          "fhdr_cnt",
          "cook",
          "cook_cnt",
          "cook_val",
          "cookie",
          "payload",
          "payload_lv");

  /** Names of HAProxy that there is nothing behind. */
  private static final Set<String> ABSENT =
      Set.of(
          "cpu_calls",
          "cpu_ns_avg",
          "cpu_ns_tot",
          "lat_ns_avg",
          "lat_ns_tot",
          "distcc_body",
          "distcc_param",
          "fcgi.docroot",
          "fcgi.index",
          "fc_fackets",
          "fc_lost",
          "fc_reordering",
          "fc_retrans",
          "fc_rtt",
          "fc_rttvar",
          "fc_sacked",
          "fc_unacked",
          "prio_class",
          "prio_offset",
          "req.hdrs_bin",
          "res.hdrs_bin",
          "res.cache_hit",
          "res.cache_name");

  private static final Map<String, Entry> BY_NAME = new LinkedHashMap<>();

  static {
    ROWS.lines().forEach(FetchTable::add);
    COUNTERS.forEach(counter -> {
      add("sc_" + counter + "(int,table?) sint anywhere");
      add("src_" + counter + "(table?) sint anywhere");
    });
    ARRAYS.forEach(array -> {
      add("sc_" + array + "(int,int,table?) sint anywhere");
      add("src_" + array + "(int,table?) sint anywhere");
    });
    add("src_updt_conn_cnt(table?) sint anywhere");
    add("sc_tracked(int,table?) bool anywhere");
    add("sc_trackers(int,table?) sint anywhere");
    TLS_ROWS.lines().forEach(row -> add(row + " session"));
    for (final String row : TLS_ROWS.lines().filter(r -> r.startsWith("ssl_c_")).toList()) {
      if (!row.contains("_err") && !row.contains("verify") && !row.contains("used")) {
        add(row.replace("ssl_c_", "ssl_s_") + " answered");
      }
    }
    for (final String row : TLS_ROWS.lines().filter(r -> r.startsWith("ssl_fc")).toList()) {
      if (!row.contains("list") && !row.contains("sni") && !row.contains("hello")) {
        add(row.replace("ssl_fc", "ssl_bc") + " answered");
      }
    }
  }

  private FetchTable() {}

  /** Every one, by its one name. */
  public static List<Fetch> all() {
    return BY_NAME.values().stream().map(Entry::fetch).toList();
  }

  /** Every name that may be written, aliases too. */
  public static List<String> names() {
    final java.util.TreeSet<String> names = new java.util.TreeSet<>(BY_NAME.keySet());
    names.addAll(ALIASES.keySet());
    return List.copyOf(names);
  }

  /** The fetch of that name; empty: there is none. */
  public static Optional<Fetch> fetch(final String name) {
    return Optional.ofNullable(BY_NAME.get(name)).map(Entry::fetch);
  }

  /** What may be written behind a name, such as {@code req.hdr([text],[int])}. */
  public static String usage(final String name) {
    return signature(name).shown();
  }

  static Signature signature(final String name) {
    final Entry entry = BY_NAME.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(name);
    }
    return entry.signature();
  }

  /** Whether it looks at one of an array in a stick table. */
  static boolean isArray(final String name) {
    return ARRAYS.stream().anyMatch(array -> name.equals("sc_" + array));
  }

  /** Whether it is a name of HAProxy that is not here. */
  static boolean isAbsent(final String name) {
    return ABSENT.contains(name) || name.startsWith("internal.");
  }

  /**
   * The one name of what is written.
   *
   * @param response whether a response is looked at
   */
  static String canonical(final String written, final boolean response) {
    if (response && BOTH_SIDES.contains(written)) {
      return ALIASES.getOrDefault(written, written).replaceFirst("^req", "res");
    }
    return ALIASES.getOrDefault(written, written);
  }

  private static void add(final String row) {
    final String[] parts = row.split(" ", -1);
    final Signature signature = Signature.of(parts[0]);
    final Scope scope = Scope.valueOf(parts[2].toUpperCase(Locale.ROOT));
    final Fetch fetch =
        new Fetch(signature.name(), Signature.type(parts[1]), scope, parts.length > 3);
    BY_NAME.put(fetch.name(), new Entry(fetch, signature));
  }
}
