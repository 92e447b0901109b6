package io.sluice.engine.sample.convert;

import static io.sluice.config.http.SampleType.ADDR;
import static io.sluice.config.http.SampleType.ANY;
import static io.sluice.config.http.SampleType.BIN;
import static io.sluice.config.http.SampleType.BOOL;
import static io.sluice.config.http.SampleType.SINT;
import static io.sluice.config.http.SampleType.STR;

import io.sluice.config.http.Match;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of converters. Immutable. */
public final class Converters {
  private static final Map<String, ConverterKind> ALL = new HashMap<>();

  static {
    texts();
    encodings();
    hashes();
    numbers();
    others();
    maps();
  }

  private Converters() {}

  /** Every one, by its name. */
  public static Map<String, ConverterKind> all() {
    return Collections.unmodifiableMap(ALL);
  }

  private static void add(
      final String name,
      final SampleType input,
      final SampleType output,
      final ConverterKind.Factory factory) {
    ALL.put(name, new ConverterKind(input, output, factory));
  }

  /** One without arguments. */
  private static void plain(
      final String name,
      final SampleType input,
      final SampleType output,
      final Converter converter) {
    add(name, input, output, (_, _) -> converter);
  }

  private static void texts() {
    plain("lower", STR, STR, Texts::lower);
    plain("upper", STR, STR, Texts::upper);
    plain("length", STR, SINT, Texts::length);
    plain("cut_crlf", STR, STR, Texts::cutCrLf);
    plain("host_only", STR, STR, Texts::hostOnly);
    plain("port_only", STR, SINT, Texts::portOnly);
    add("bytes", BIN, BIN, Texts::bytes);
    add("ltrim", STR, STR, Texts::trimLeft);
    add("rtrim", STR, STR, Texts::trimRight);
    add("field", STR, STR, Texts::field);
    add("word", STR, STR, Texts::word);
    add("iif", BOOL, STR, Texts::iif);
    add("json", STR, STR, Texts::json);
    add("language", STR, STR, Language::of);
    add("regsub", STR, STR, RegSub::of);
    add("concat", STR, STR, VariableConverters::concat);
    add("add_item", STR, STR, VariableConverters::addItem);
    add("strcmp", STR, SINT, VariableConverters::strcmp);
    add("secure_memcmp", BIN, BOOL, VariableConverters::secureMemcmp);
  }

  private static void encodings() {
    plain("base64", BIN, STR, Encodings::base64);
    plain("b64dec", STR, BIN, Encodings::fromBase64);
    plain("ub64enc", BIN, STR, Encodings::base64Url);
    plain("ub64dec", STR, BIN, Encodings::fromBase64Url);
    plain("hex", BIN, STR, Encodings::hex);
    plain("hex2i", STR, SINT, Encodings::hexToNumber);
    plain("htonl", SINT, BIN, Encodings::networkOrder);
    add("be2dec", BIN, STR, Encodings::bigToDecimal);
    add("be2hex", BIN, STR, Encodings::bigToHex);
    plain("url_enc", STR, STR, UrlCoding::encode);
    add(
        "url_dec",
        STR,
        STR,
        (args, _) -> {
          final boolean form = Args.number(args, 0, 0) != 0;
          return (txn, sample) -> UrlCoding.decode(txn, sample, form);
        });
  }

  private static void hashes() {
    hash("crc32", Hashes::crc32);
    hash("crc32c", Hashes::crc32c);
    hash("djb2", Hashes::djb2);
    hash("sdbm", Hashes::sdbm);
    hash("wt6", Hashes::wt6);
    add(
        "xxh32",
        BIN,
        SINT,
        (args, _) -> seeded(args, (b, at, n, seed) -> Hashes.xxh32(b, at, n, (int) seed)));
    add("xxh64", BIN, SINT, (args, _) -> seeded(args, Hashes::xxh64));
    add("xxh3", BIN, SINT, (args, _) -> seeded(args, Xxh3::of));
    add("sha1", BIN, BIN, Digests::sha1);
    add("sha2", BIN, BIN, Digests::sha2);
    add("digest", BIN, BIN, Digests::digest);
    add("hmac", BIN, BIN, Digests::hmac);
  }

  private static void hash(final String name, final Hashes.Function function) {
    add(name, BIN, SINT, (args, _) -> hash(function, Args.number(args, 0, 0) != 0));
  }

  private static Converter hash(final Hashes.Function function, final boolean avalanche) {
    return (_, sample) -> {
      final long hash = function.of(sample.bytes(), sample.offset(), sample.length());
      sample.setSint(avalanche ? Hashes.avalanche(hash) : hash);
      return true;
    };
  }

  /** A hash function of a byte range and a seed. */
  @FunctionalInterface
  private interface Seeded {
    long of(byte[] bytes, int offset, int length, long seed);
  }

  private static Converter seeded(final List<String> args, final Seeded function) {
    final long seed = Args.number(args, 0, 0);
    return hash((bytes, at, length) -> function.of(bytes, at, length, seed), false);
  }

  private static void numbers() {
    add("add", SINT, SINT, Arithmetic.binary(Arithmetic::add));
    add("sub", SINT, SINT, Arithmetic.binary(Arithmetic::subtract));
    add("mul", SINT, SINT, Arithmetic.binary(Arithmetic::multiply));
    add("div", SINT, SINT, Arithmetic.binary(Arithmetic::divide));
    add("mod", SINT, SINT, Arithmetic.binary(Arithmetic::modulo));
    add("and", SINT, SINT, Arithmetic.binary((a, b) -> a & b));
    add("or", SINT, SINT, Arithmetic.binary((a, b) -> a | b));
    add("xor", SINT, SINT, Arithmetic.binary((a, b) -> a ^ b));
    add("cpl", SINT, SINT, Arithmetic.unary(a -> ~a));
    add("neg", SINT, SINT, Arithmetic.unary(Arithmetic::negate));
    add("bool", SINT, BOOL, Arithmetic.toBool(a -> a));
    add("not", SINT, BOOL, Arithmetic.toBool(a -> a == 0 ? 1 : 0));
    add("odd", SINT, BOOL, Arithmetic.toBool(a -> a & 1));
    add("even", SINT, BOOL, Arithmetic.toBool(a -> ~a & 1));
    add("http_date", SINT, STR, Times::httpDate);
    add("ltime", SINT, STR, Times::local);
    add("utime", SINT, STR, Times::utc);
  }

  private static void others() {
    add("ipmask", ADDR, ADDR, Converters::ipmask);
    add("set-var", ANY, ANY, VariableConverters::setVar);
    add("unset-var", ANY, ANY, VariableConverters::unsetVar);
    plain("debug", ANY, ANY, (_, _) -> true);
    add("param", STR, STR, Queries::param);
    add("json_query", STR, ANY, Queries::json);
    add("jwt_header_query", STR, ANY, (args, _) -> Queries.token(args, 0));
    add("jwt_payload_query", STR, ANY, (args, _) -> Queries.token(args, 1));
    plain("rfc7239_is_valid", STR, BOOL, ForwardedValues::isValid);
    add("rfc7239_field", STR, STR, ForwardedValues::field);
    plain("rfc7239_n2nn", STR, ANY, ForwardedValues::nodeName);
    plain("rfc7239_n2np", STR, ANY, ForwardedValues::nodePort);
    add("nbsrv", STR, SINT, Converters::serversOf);
    add("srv_queue", STR, SINT, Converters::queueOf);
    add("capture-req", STR, STR, (args, _) -> capture(Args.number(args, 0), true));
    add("capture-res", STR, STR, (args, _) -> capture(Args.number(args, 0), false));
  }

  private static Converter capture(final int slot, final boolean request) {
    return (txn, sample) -> {
      final var captures = request ? txn.requestCaptures() : txn.responseCaptures();
      if (captures != null && slot < captures.count()) {
        captures.set(slot, sample.bytes(), sample.offset(), sample.length());
      }
      return true;
    };
  }

  /** The backend is named by the sample; names are compared with those that there are. */
  private static Converter serversOf(final List<String> args, final Surroundings surroundings) {
    return (txn, sample) -> {
      final var backend = surroundings.backend(text(sample));
      backend.ifPresent(b -> sample.setSint(b.usableServers()));
      return backend.isPresent();
    };
  }

  private static Converter queueOf(final List<String> args, final Surroundings surroundings) {
    return (txn, sample) -> {
      final String name = text(sample);
      final int slash = name.indexOf('/');
      final String backend = slash < 0 ? surroundings.proxy().name() : name.substring(0, slash);
      final var server = surroundings.server(backend, name.substring(slash + 1));
      server.ifPresent(s -> sample.setSint(s.queued()));
      return server.isPresent();
    };
  }

  private static String text(final Sample sample) {
    return new String(
        sample.bytes(),
        sample.offset(),
        sample.length(),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** {@code ipmask(mask4[,mask6])}. */
  private static Converter ipmask(final List<String> args, final Surroundings surroundings) {
    final Sample mask4 = mask(Args.text(args, 0), true);
    final Sample mask6 = Args.has(args, 1) ? mask(args.get(1), false) : null;
    return (_, sample) -> {
      final boolean mapped =
          sample.type() == SampleType.IPV6
              && sample.high() == 0
              && sample.number() >>> 32 == 0xffff;
      if (mapped || sample.type() == SampleType.IPV4) {
        sample.setIpv4(sample.number() & mask4.number());
        return true;
      }
      if (mask6 == null) {
        return false;
      }
      sample.setIpv6(sample.high() & mask6.high(), sample.number() & mask6.number());
      return true;
    };
  }

  private static Sample mask(final String text, final boolean v4) {
    final Sample mask = new Sample();
    final int most = v4 ? 32 : 128;
    if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most) {
      final int bits = Integer.parseInt(text);
      if (v4) {
        mask.setIpv4(bits == 0 ? 0 : -1L << (32 - bits));
      } else {
        mask.setIpv6(
            bits == 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits),
            bits <= 64 ? 0 : -1L << (128 - bits));
      }
      return mask;
    }
    final byte[] bytes = io.sluice.engine.sample.Bytes.latin(text);
    if (!Ip.parse(bytes, 0, bytes.length, mask) || (mask.type() == SampleType.IPV4) != v4) {
      throw new RuleProblem("'" + text + "' is not a mask for " + (v4 ? "IPv4" : "IPv6"));
    }
    return mask;
  }

  private static void maps() {
    for (final Match match :
        new Match[] {
          Match.STR, Match.BEG, Match.END, Match.SUB, Match.DIR, Match.DOM, Match.REG, Match.INT,
          Match.IP
        }) {
      final String name = "map_" + match.name().toLowerCase(Locale.ROOT);
      final SampleType input = match == Match.INT ? SINT : match == Match.IP ? ADDR : STR;
      add(name, input, STR, Maps.factory(match, STR));
      add(name + "_str", input, STR, Maps.factory(match, STR));
      add(name + "_int", input, SINT, Maps.factory(match, SINT));
      add(name + "_ip", input, ADDR, Maps.factory(match, ADDR));
    }
    add("map_regm", STR, STR, Maps::regm);
  }
}
