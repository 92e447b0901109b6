package io.sluice.config;

import io.sluice.config.ProbeConfig.Header;
import io.sluice.config.ProbeConfig.StatusRange;
import io.sluice.config.text.OneLine;
import io.sluice.config.text.Unfit;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keys of {@code check}. */
final class CheckKeys {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern TARGET = Pattern.compile("[!-~]+");
  private static final Pattern IDENTIFIER = Pattern.compile("[ -~\\x80-\\uffff]{1,63}");
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
  private static final List<String> ROLES = List.of("any", "master", "primary", "slave", "standby");
  private static final Pattern RANGE =
      Pattern.compile("([1-5][0-9]{2})(?:\\s*-\\s*([1-5][0-9]{2}))?");

  static final Key<String> TYPE =
      new Key<>(
          "type",
          (node, key, context) -> {
            if (node.kind() != Node.Kind.SCALAR) {
              KeyType.mismatch(node, "a check type", key, context);
              return Optional.empty();
            }
            return CheckSpec.type(node, context);
          },
          "tcp",
          CheckSpec.names(),
          "memcached",
          "What is sent and what is expected.");
  static final Key<Duration> INTER =
      new Key<>(
          "inter",
          Types.period(),
          "2s; `galera` 250ms",
          "duration",
          "5s",
          "Time between two checks.");
  static final Key<Duration> FASTINTER =
      new Key<>(
          "fastinter",
          Types.period(),
          "as `inter`",
          "duration",
          "1s",
          "The same while the verdict is changing.");
  static final Key<Duration> DOWNINTER =
      new Key<>(
          "downinter",
          Types.period(),
          "as `inter`",
          "duration",
          "10s",
          "The same while the server is down.");
  static final Key<Duration> TIMEOUT =
      new Key<>(
          "timeout",
          Types.period(),
          "`timeout.check`, or else as `inter`; `galera` 800ms at least",
          "duration",
          "1s",
          "How long one check may last, connect included.");
  static final Key<Integer> RISE =
      new Key<>(
          "rise",
          Types.integer(1, 1_000_000),
          "2",
          "checks",
          "3",
          "Good checks in a row that bring a server up.");
  static final Key<Integer> FALL =
      new Key<>(
          "fall",
          Types.integer(1, 1_000_000),
          "3",
          "checks",
          "5",
          "Bad checks in a row that take a server down.");
  static final Key<Integer> PORT =
      new Key<>(
          "port",
          Types.integer(1, 65_535),
          "the server's",
          "port",
          "9200",
          "Another port to check.");
  static final Key<String> ADDRESS =
      new Key<>(
          "address",
          KeyType.scalar(Addresses::host),
          "the server's",
          "host",
          "\"10.0.1.11\"",
          "Another host to check (HAProxy `addr`).");
  static final Key<String> METHOD =
      new Key<>(
          "method",
          Types.text(TOKEN, "is not an HTTP method"),
          "GET",
          "HTTP method",
          "HEAD",
          "Of the request; `http` only.");
  static final Key<String> PATH =
      new Key<>(
          "path",
          KeyType.scalar(CheckKeys::path),
          "/",
          "path and query",
          "\"/healthcheck\"",
          "Of the request; `http` only.");
  static final Key<List<Header>> HEADERS =
      new Key<>(
          "headers",
          CheckKeys::headers,
          "none",
          "section of NAME = VALUE",
          "{ Host = \"keystone.example\" }",
          "Sent with the request, in this order; Host and Connection are added where not given;"
              + " `http` only.");
  static final Key<List<StatusRange>> STATUS =
      new Key<>(
          "status",
          Types.listed(CheckKeys::range),
          "200-399",
          "code or range, or a list of them",
          "[200, \"300-302\"]",
          "Status codes that pass; `http` only.");
  static final Key<String> BODY =
      new Key<>(
          "body",
          Types.text(Pattern.compile("(?s).{1,4096}"), "is empty or longer than 4096 characters"),
          "any",
          "text",
          "\"OK\"",
          "Text that the body of the response must hold; `http` only.");
  static final Key<String> BODY_REGEX =
      new Key<>(
          "body-regex",
          Expressions.re2(),
          "any",
          "regular expression of RE2",
          "\"^OK [0-9]+ of [0-9]+\"",
          "What the body of the response must match somewhere (HAProxy `http-check expect"
              + " rstring`); `http` only.");
  static final Key<String> ROLE =
      new Key<>(
          "role",
          Types.choice(ROLES.stream().collect(Collectors.toMap(w -> w, w -> w))),
          "any for `redis`, not asked for with `pgsql`",
          "`any`; `master` or `slave` of `redis`; `primary` or `standby` of `pgsql`",
          "master",
          "What the server must be; `pgsql` and `redis` only.");
  static final Key<String> USER =
      new Key<>(
          "user",
          Types.text(Pattern.compile("\\P{Cntrl}{1,128}"), "is not a user of 1 to 128 characters"),
          "none",
          "user name",
          "sluice",
          "Who logs in; required for `galera` and `pgsql`, and without one the greeting of `mysql` is"
              + " enough; `galera`, `mysql` and `pgsql` only.");
  static final Key<Secret> PASSWORD_FILE =
      new Key<>(
          "password-file",
          Secrets.file(),
          "none",
          "absolute path",
          "/etc/sluice/check.password",
          "File whose first line is the password; `galera`, `mysql`, `pgsql` and `redis` only.");
  static final Key<Secret> PASSWORD_ENV =
      new Key<>(
          "password-env",
          Secrets.variable(),
          "none",
          "name of a variable",
          "CHECK_PASSWORD",
          "Environment variable that holds the password; `galera`, `mysql`, `pgsql` and `redis` only.");
  static final Key<String> DATABASE =
      new Key<>(
          "database",
          Types.text(IDENTIFIER, "is not a name of 1 to 63 printable characters"),
          "as `user`",
          "name",
          "nova",
          "The database that the session is for; `pgsql` only.");
  static final Key<String> SNI =
      new Key<>(
          "sni",
          Types.text(HOST_NAME, "is not a host name"),
          "none",
          "host name",
          "api.example",
          "The name that the server is asked for; `galera` and `tls` only.");
  static final Key<Boolean> VERIFY =
      new Key<>(
          "verify",
          Types.choice(Map.of("none", false, "required", true)),
          "required with `ca-file`, else none",
          "`none` or `required`",
          "required",
          "Whether the certificate must be good, and for `sni` where that is given; `galera` and `tls` only.");
  static final Key<List<X509Certificate>> CA_FILE =
      new Key<>(
          "ca-file",
          Certificates.file(),
          "those that the JVM trusts",
          "absolute path",
          "/etc/ssl/certs/ca-certificates.crt",
          "Certificates in PEM whose signature is good; `galera` and `tls` only.");
  static final Key<Map<String, String>> OPTIONS =
      new Key<>(
          "options",
          Types.texts(),
          "none",
          "section of NAME = VALUE",
          "{ database = \"nova\" }",
          "What is said to a check type that was added; the built-in types have none.");

  /** Keys that say what one request is and what answers it. */
  static final List<Key<?>> OF_ONE_REQUEST =
      List.of(METHOD, PATH, HEADERS, STATUS, BODY, BODY_REGEX);

  /** Keys that say nothing to any other type, by type. */
  static final Map<String, List<Key<?>>> OWN =
      Map.of(
          "external", List.of(ExternalKeys.COMMAND, ExternalKeys.ARGS, ExternalKeys.SEARCH_PATH),
          "http",
              List.of(
                  METHOD,
                  PATH,
                  HEADERS,
                  STATUS,
                  BODY,
                  BODY_REGEX,
                  CheckSteps.SEQUENCE,
                  CheckSteps.KEEP_ALIVE),
          "tcp", List.of(CheckSteps.SEQUENCE, CheckSteps.KEEP_ALIVE),
          "galera",
              List.of(
                  USER,
                  PASSWORD_FILE,
                  PASSWORD_ENV,
                  GaleraKeys.TLS,
                  SNI,
                  VERIFY,
                  CA_FILE,
                  GaleraKeys.DONOR,
                  GaleraKeys.LAG_LIMIT,
                  GaleraKeys.STANDALONE),
          "mysql", List.of(USER, PASSWORD_FILE, PASSWORD_ENV),
          "pgsql", List.of(USER, DATABASE, ROLE, PASSWORD_FILE, PASSWORD_ENV),
          "tls", List.of(SNI, VERIFY, CA_FILE),
          "redis", List.of(ROLE, PASSWORD_FILE, PASSWORD_ENV));

  static final Table TABLE =
      new Table(
          "check",
          "a check",
          List.of(
              TYPE,
              INTER,
              FASTINTER,
              DOWNINTER,
              TIMEOUT,
              RISE,
              FALL,
              PORT,
              ADDRESS,
              METHOD,
              PATH,
              HEADERS,
              STATUS,
              BODY,
              BODY_REGEX,
              CheckSteps.SEQUENCE,
              CheckSteps.KEEP_ALIVE,
              ROLE,
              USER,
              PASSWORD_FILE,
              PASSWORD_ENV,
              DATABASE,
              SNI,
              VERIFY,
              CA_FILE,
              ExternalKeys.COMMAND,
              ExternalKeys.ARGS,
              ExternalKeys.SEARCH_PATH,
              GaleraKeys.TLS,
              GaleraKeys.DONOR,
              GaleraKeys.LAG_LIMIT,
              GaleraKeys.STANDALONE,
              OPTIONS));
  static final Key<CheckSpec> CHECK =
      new Key<>(
          "check",
          CheckSpec::read,
          "off",
          "`on`, `off`, a type, or a section",
          "on",
          "Whether and how servers are checked.");

  private CheckKeys() {}

  /** The types that a key says something to; empty: all. */
  static List<String> owners(final Key<?> key) {
    return CheckSpec.BUILT_IN.stream()
        .filter(type -> OWN.getOrDefault(type, List.of()).contains(key))
        .toList();
  }

  private static String path(final String text) throws Unfit {
    if (!TARGET.matcher(text).matches() || !(text.startsWith("/") || text.equals("*"))) {
      throw new Unfit("is not a path", "write a path that begins with / and has no spaces");
    }
    return text;
  }

  private static StatusRange range(final String text) throws Unfit {
    final Matcher m = RANGE.matcher(text);
    if (!m.matches()) {
      throw new Unfit(
          "is not a status code or a range of them", "write codes from 100 to 599, as \"200-399\"");
    }
    final int first = Integer.parseInt(m.group(1));
    final int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
    if (last < first) {
      throw new Unfit("is a range that ends before it begins", "write the lower code first");
    }
    return new StatusRange(first, last);
  }

  private static Optional<List<Header>> headers(
      final Node node, final Key<?> key, final KeyType.Context context) {
    final List<Header> headers = new ArrayList<>();
    final Optional<Map<String, String>> texts = Types.texts().read(node, key, context);
    texts
        .orElse(Map.of())
        .forEach((name, value) -> {
          if (!TOKEN.matcher(name).matches() || !value.matches("[\\t -~\\x80-\\uffff]*")) {
            context.error(
                node,
                "the header " + OneLine.quoted(name) + " cannot be sent",
                "write a field name, and a value in one line");
          } else {
            headers.add(new Header(name, value));
          }
        });
    return texts.map(t -> headers);
  }
}
