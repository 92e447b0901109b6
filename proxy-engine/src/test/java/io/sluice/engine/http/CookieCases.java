package io.sluice.engine.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients and servers say of cookies in {@link HaproxyCookieIT}. For any thread. */
final class CookieCases {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Pattern DATE = Pattern.compile("\\|([A-Za-z0-9+/]{5})");
  private static final Pattern AGE = Pattern.compile("\\{(-?\\d+)}");

  /** How far the date in an answer may be from the clock of the test. */
  private static final long MOST_APART_SECONDS = 5;

  /** Options of the cookie by the name of their backend. */
  static final Map<String, String> COOKIES = cookies();

  private static Map<String, String> cookies() {
    final Map<String, String> all = new LinkedHashMap<>();
    all.put("insert", "insert");
    all.put("indirect", "insert indirect");
    all.put("nocache", "insert nocache");
    all.put("postonly", "insert postonly indirect nocache");
    all.put("preserve", "insert preserve indirect");
    all.put(
        "attributes",
        "insert httponly secure domain .a.example domain b.example attr SameSite=Lax attr X=1");
    all.put("prefix", "prefix");
    all.put("prefixindirect", "prefix indirect");
    all.put("rewrite", "rewrite");
    all.put("passive", "");
    all.put("passiveindirect", "indirect");
    all.put("passivepreserve", "indirect preserve");
    all.put("idle", "insert indirect maxidle 1m");
    all.put("life", "insert maxlife 600");
    all.put("dated", "insert indirect nocache maxidle 60 maxlife 10m");
    return all;
  }

  /** The first Cookie field of a request, and what follows it. */
  private static final List<String> ASKED =
      List.of(
          "",
          "SRV=s1",
          "SRV=s2",
          "SRV=s3",
          "SRV=s4",
          "SRV=",
          "SRV",
          "srv=s1",
          "XSRV=s2",
          "SRV=s20",
          "x=1; SRV=s2; y=2",
          "x=1 ; SRV=s2 ; y=2",
          "x=1;SRV=s2;y=2",
          "SRV=s2;y=2",
          "SRV=s2, y=2",
          "x=1; SRV=s2",
          "x; SRV=s2; y",
          "$Version=1; SRV=s2; $Path=/; x=1; $Path=/x",
          "$Version=1; SRV=s2; $Path=/",
          "SRV=s2; SRV=s1",
          "SRV=s4; SRV=s2; x=1",
          "SRV=s3; SRV=s2",
          "SRV=s2; x=1; SRV=s2; y=2; SRV=s1",
          "SRV=s2; SRV=s4",
          "SRV=s2; SRV=s3",
          "SRV=s4\r\nCookie: x=1; SRV=s2",
          "SRV=s2\r\nCookie: y=1",
          "SRV=\"s2\"",
          "x=\"a;SRV=s1\"; SRV=s2",
          "a\"b=1; SRV=s2",
          "x=1;; SRV=s2",
          "SRV=s2~app",
          "SRV=s2~a~b; x=1",
          "x=1; SRV=s4~app",
          "SRV=s2~",
          "SRV=~app",
          "SRV=s3~app",
          "SRV=s2|",
          "SRV=s2|AAAA",
          "SRV=s2|!!!!!|{-9}",
          "SRV=s2|{-10}",
          "SRV=s2|{-10}|{-30}",
          "SRV=s2|{-100}|{-300}",
          "SRV=s2|{-10}|{-900}",
          "SRV=s2|{-100}",
          "SRV=s2|{3600}|{3600}",
          "SRV=s2|{100000}|{-10}",
          "SRV=s2|{-10}|{100000}",
          "SRV=s4|{-10}|{-30}",
          "SRV=s3|{-10}|{-30}",
          "SRV=s2|{-100}; SRV=s2|{-10}",
          "SRV=s2\r\nX-Ignore: 1",
          "SRV=s2\r\nX-Use: b",
          "SRV=s1\r\nX-Use: b",
          "x=1\r\nX-Use: b",
          "x=1\r\nX-Use: d",
          "SRV=s2; SRV=s2|{-100}",
          "x = 1; SRV = s2 ;y= 2",
          "; SRV=s2",
          "SRV=s2\r\nX-Deny: 1",
          "SRV=s2\r\nX-Return: 1");

  /** Fields of a response, with bars between them. */
  private static final List<String> ANSWERED =
      List.of(
          "Set-Cookie: SRV=own; path=/",
          "Set-Cookie: SRV=; path=/|Set-Cookie: OTHER=1, SRV=2",
          "Set-Cookie: OTHER=1; SRV=2|Set-Cookie: SRV=own",
          "Set-Cookie: SRV = own ; path=/; SRV=2",
          "Set-Cookie: SRV",
          "Set-Cookie: SRV=\"a;b\"; path=/",
          "Cache-Control: max-age=60",
          "Cache-Control: public, no-store",
          "Cache-Control: no-store, public",
          "Cache-Control: Private",
          "Cache-Control: private|Cache-Control: max-age=5",
          "Cache-Control: s-maxage=0",
          "Cache-Control: no-cache=\"set-cookie\"",
          "Cache-Control: must-revalidate|Pragma: no-cache",
          "Pragma: no-cache",
          "Status: 302",
          "Status: 302|Cache-Control: max-age=60",
          "Status: 404",
          "Status: 500",
          "Status: 500|Cache-Control: public");

  private CookieCases() {}

  static List<String> down() {
    return List.of(
        get("Cookie: SRV=s3\r\n"),
        get("Cookie: SRV=s3; SRV=s2\r\n"),
        get("Cookie: SRV=s2\r\n"),
        get("Cookie: SRV=s3\r\nX-Ignore: 1\r\n"));
  }

  static List<String> all() {
    final List<String> all = new ArrayList<>();
    for (final String cookie : ASKED) {
      final String field = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
      all.add(get(field));
    }
    for (final String fields : ANSWERED) {
      all.add(get("X-Answer: " + fields + "\r\n"));
      all.add(get("Cookie: SRV=s2\r\nX-Answer: " + fields + "\r\n"));
    }
    for (final String other : List.of("SRV=s4\r\nX-Use: d", "SRV=s2\r\nX-Use: d")) {
      all.add(get("Cookie: " + other + "\r\nX-Answer: " + ANSWERED.getFirst() + "\r\n"));
    }
    all.add(get("Cookie: SRV=s2\r\nX-Ignore: 1\r\nX-Answer: Set-Cookie: SRV=own\r\n"));
    all.add(get("Cookie: SRV=s2\r\nX-Use: b\r\nX-Answer: Set-Cookie: SRV=own\r\n"));
    for (final String method : List.of("POST", "HEAD", "DELETE")) {
      all.add(get("Content-Length: 0\r\n").replace("GET", method));
      all.add(
          get("Content-Length: 0\r\nX-Answer: Cache-Control: max-age=60\r\n")
              .replace("GET", method));
    }
    return all;
  }

  private static String get(final String fields) {
    return "GET /%s HTTP/1.1\r\nHost: h\r\n" + fields + "Connection: close\r\n\r\n";
  }

  /** Writes dates in place of so many seconds from now. */
  static String dated(final String text) {
    return AGE.matcher(text)
        .replaceAll(age -> date(System.currentTimeMillis() / 1000 + Long.parseLong(age.group(1))));
  }

  private static String date(final long seconds) {
    final StringBuilder text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 6) {
      text.append(LETTERS.charAt((int) ((seconds / 4) >>> shift) & 63));
    }
    return text.toString();
  }

  /** The date of now, which two clocks may say otherwise, gets a name. */
  static String undated(final String value) {
    final long now = System.currentTimeMillis() / 1000;
    return DATE.matcher(value)
        .replaceAll(date ->
            Matcher.quoteReplacement(
                Math.abs(seconds(date.group(1)) - now) <= MOST_APART_SECONDS
                    ? "|NOW"
                    : date.group()));
  }

  private static long seconds(final String date) {
    long units = 0;
    for (int i = 0; i < date.length(); i++) {
      units = (units << 6) | LETTERS.indexOf(date.charAt(i));
    }
    return units * 4;
  }
}
