package io.sluice.config.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every converter that there is: its arguments, what it takes and what it gives.
 *
 * <p>Source: {@code haproxy -dKcnv} and the HAProxy configuration manual, "Converters".
 */
public final class ConverterTable {
  /**
   * A converter.
   *
   * @param in what it takes; what comes is turned into that first
   * @param out what it gives; {@link SampleType#ANY}: what it took
   */
  public record Converter(String name, SampleType in, SampleType out) {}

  private record Entry(Converter converter, Signature signature) {}

  /** Name and arguments, what is taken, what is given. */
  private static final String ROWS =
      """
      add(operand) sint sint
      add_item(text,var?,text?) str str
      and(operand) sint sint
      b64dec str bin
      base64 bin str
      be2dec(text,int,int?) bin str
      be2hex(text?,int?,int?) bin str
      bool sint bool
      bytes(int,int?) bin bin
      capture-req(request-slot) str str
      capture-res(response-slot) str str
      concat(text?,var?,text?) str str
      cpl sint sint
      crc32(int?) bin sint
      crc32c(int?) bin sint
      cut_crlf str str
      debug(text?,text?) any any
      digest(md5|sha1|sha224|sha256|sha384|sha512) bin bin
      div(operand) sint sint
      djb2(int?) bin sint
      even sint bool
      field(int,text,int?) str str
      hex bin str
      hex2i str sint
      hmac(md5|sha1|sha224|sha256|sha384|sha512,text) bin bin
      host_only str str
      htonl sint bin
      http_date(int?,s|ms|us?) sint str
      iif(text,text) bool str
      in_table(table?) any bool
      ipmask(mask4,mask6?) addr addr
      json(ascii|utf8|utf8s|utf8p|utf8ps?) str str
      json_query(text,=int?) str any
      jwt_header_query(text?,=int?) str any
      jwt_payload_query(text?,=int?) str any
      language(text,text?) str str
      length str sint
      lower str str
      ltime(text,int?) sint str
      ltrim(text) str str
      mod(operand) sint sint
      mul(operand) sint sint
      nbsrv str sint
      neg sint sint
      not sint bool
      odd sint bool
      or(operand) sint sint
      param(text,text?) str str
      port_only str sint
      regsub(regex,text,text?) str str
      rfc7239_is_valid str bool
      rfc7239_field(for|by|host|proto) str str
      rfc7239_n2nn str any
      rfc7239_n2np str any
      rtrim(text) str str
      sdbm(int?) bin sint
      secure_memcmp(var) bin bool
      set-var(var,COND,COND,COND,COND) any any
      sha1 bin bin
      sha2(224|256|384|512?) bin bin
      srv_queue str sint
      strcmp(var) str sint
      sub(operand) sint sint
      table_expire(table?,int?) any sint
      table_idle(table?,int?) any sint
      table_trackers(table?) any sint
      table_server_id(table?) any sint
      table_gpc(int,table?) any sint
      table_gpc_rate(int,table?) any sint
      table_gpt(int,table?) any sint
      ub64dec str bin
      ub64enc bin str
      unset-var(var) any any
      upper str str
      url_dec(int?) str str
      url_enc(query?) str str
      utime(text,int?) sint str
      word(int,text,int?) str str
      wt6(int?) bin sint
      xor(operand) sint sint
      xxh3(int?) bin sint
      xxh32(int?) bin sint
      xxh64(int?) bin sint
      """;

  private static final String CONDITIONS =
      "ifexists|ifnotexists|ifempty|ifnotempty|ifset|ifnotset|ifgt|iflt?";

  /** What a table stores, behind {@code table_}. */
  private static final List<String> STORED =
      List.of(
          "bytes_in_rate",
          "bytes_out_rate",
          "conn_cnt",
          "conn_cur",
          "conn_rate",
          "gpc0",
          "gpc0_rate",
          "gpc1",
          "gpc1_rate",
          "gpt0",
          "http_err_cnt",
          "http_err_rate",
          "http_fail_cnt",
          "http_fail_rate",
          "http_req_cnt",
          "http_req_rate",
          "kbytes_in",
          "kbytes_out",
          "sess_cnt",
          "sess_rate");

  /** How a map is searched, and what that takes. */
  private static final Map<String, String> MAPS =
      Map.of(
          "str", "str", "beg", "str", "end", "str", "sub", "str", "dir", "str", "dom", "str", "reg",
          "str", "int", "sint", "ip", "addr");

  /** Names of HAProxy that there is nothing behind. */
  private static final Set<String> ABSENT =
      Set.of(
          "aes_gcm_dec",
          "fix_is_valid",
          "fix_tag_value",
          "jwt_verify",
          "mqtt_field_value",
          "mqtt_is_valid",
          "protobuf",
          "ungrpc");

  private static final Map<String, Entry> BY_NAME = new LinkedHashMap<>();

  static {
    ROWS.replace("COND", CONDITIONS).lines().forEach(ConverterTable::add);
    STORED.forEach(stored -> add("table_" + stored + "(table?) any sint"));
    MAPS.forEach((how, in) -> {
      add("map_" + how + "(file,text?) " + in + " str");
      add("map_" + how + "_int(file,int?) " + in + " sint");
      add("map_" + how + "_ip(file,text?) " + in + " addr");
      if (in.equals("str")) {
        add("map_" + how + "_str(file,text?) str str");
      }
    });
    add("map_regm(file,text?) str str");
    add("map_ip_str(file,text?) addr str");
    add("map_int_str(file,text?) sint str");
  }

  private ConverterTable() {}

  /** Every one, by its one name. */
  public static List<Converter> all() {
    return BY_NAME.values().stream().map(Entry::converter).toList();
  }

  /** Every name that may be written. */
  public static List<String> names() {
    final java.util.TreeSet<String> names = new java.util.TreeSet<>(BY_NAME.keySet());
    names.add("map");
    return List.copyOf(names);
  }

  /** The converter of that name; empty: there is none. */
  public static Optional<Converter> converter(final String name) {
    return Optional.ofNullable(BY_NAME.get(canonical(name))).map(Entry::converter);
  }

  /** What may be written behind a name, such as {@code word(int,text,[int])}. */
  public static String usage(final String name) {
    return signature(name).shown();
  }

  static Signature signature(final String name) {
    final Entry entry = BY_NAME.get(canonical(name));
    if (entry == null) {
      throw new IllegalArgumentException(name);
    }
    return entry.signature();
  }

  /** Whether it is a name of HAProxy that is not here. */
  static boolean isAbsent(final String name) {
    return ABSENT.contains(name);
  }

  /** The one name of what is written. */
  static String canonical(final String written) {
    return written.equals("map") ? "map_str" : written;
  }

  private static void add(final String row) {
    final String[] parts = row.split(" ", -1);
    final Signature signature = Signature.of(parts[0]);
    final Converter converter =
        new Converter(signature.name(), Signature.type(parts[1]), Signature.type(parts[2]));
    BY_NAME.put(converter.name(), new Entry(converter, signature));
  }
}
