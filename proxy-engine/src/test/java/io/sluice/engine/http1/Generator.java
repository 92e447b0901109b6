package io.sluice.engine.http1;

import java.util.Random;

/**
 * Makes what may come on a connection: valid messages, nearly valid ones and hostile ones, from one
 * seed. Latin 1 stands for bytes.
 */
final class Generator {
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"
  };
  private static final String[] ODD_METHODS = {
    "TRACE",
    "get",
    "G ET",
    "",
    "G(T",
    "CONNECT",
    "M-SEARCH",
    "\u0000GET",
    "A-VERY-LONG-NAME-OF-A-METHOD"
  };
  private static final String[] TARGETS = {
    "/", "/v3/auth/tokens", "/v2.1/servers?limit=5&name=x", "/a%20b", "http://a/x?y", "/a;b=c//d"
  };
  private static final String[] ODD_TARGETS = {
    "*",
    "",
    "/a b",
    "/a#b",
    "/\u00ff",
    "//",
    "http://b/",
    "http://a",
    "http://u@a/",
    "a:80",
    "/a\tb",
    "/\"<>[]{}|^`",
    "?x",
    "https://A:443/",
    "ftp://a/",
    "/\u007f",
    "http://a:80/",
    "HTTP://A?q"
  };
  private static final String[] ODD_VERSIONS = {
    "HTTP/1.0",
    "HTTP/1.2",
    "HTTP/2.0",
    "HTTP/0.9",
    "http/1.1",
    "HTTP/1.1 ",
    "HTTP/1.x",
    "",
    "HTTP/1.10",
    " HTTP/1.1"
  };
  private static final String[] ODD_LINE_ENDS = {
    "\n", "\n", "\r", "\r\r\n", "\n\r", " \r\n", "\r\n ", "\r\n\t", "\u000b\r\n"
  };
  private static final String[] FIELDS = {
    "Accept: */*", "User-Agent: keystoneauth1/5.1", "X-Auth-Token: gAAAA", "Cookie: a=b; c=d",
        "Accept-Encoding:gzip", "X-Empty:",
    "X-Blank:   ", "X-Tab: a\tb", "X-High: \u00e4\u00ff", "Connection: keep-alive", "X-Pad:\t x \t",
        "Expect: 100-continue"
  };
  private static final String[] ODD_FIELDS = {
    "X Y: v",
    "X : v",
    ": v",
    "X",
    " X: v",
    "\tX: v",
    "X: a\u0000b",
    "X: a\rb",
    "X: a\r\n b",
    "X: a\u007f",
    "Connection: close",
    "Connection: a,,close",
    "Host: a",
    "Host: b",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding:\u000bchunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: CHUNKED",
    "Transfer-Encoding:\r\n chunked",
    "Content-Length: 5",
    "Content-Length: 0",
    "Content-Length: +5",
    "Content-Length: -1",
    "Content-Length: 5, 5",
    "Content-Length: 5, 6",
    "Content-Length: 05",
    "Content-Length:",
    "Content-Length: 0x5",
    "Content-Length: 18446744073709551621",
    "Content-Length : 5",
    "Content-Length\u0000: 5",
    "Content_Length: 5",
    "X-\u00e4: b",
    "X(: b",
    "Upgrade: h2c",
    "TE: trailers",
    "Expect: foo",
    "\"X\": y",
    "Trailer: X-T"
  };
  private static final String[] ODD_HOSTS = {
    "", "a b", "a@b", "A", "a:80", "[::1]", "a/b", "b", "a,b", "a\u0000", "a:x", "a\tb"
  };
  private static final String[] SIZES = {"%x", "%X", "0%x", "0000%x"};
  private static final String[] ODD_SIZES = {
    "0x%x",
    " %x",
    "%x ",
    "+%x",
    "-%x",
    "",
    "1000000000000000%x",
    "%x,",
    "%xg",
    "8000000000000000",
    "%x\t;a"
  };
  private static final String[] EXTENSIONS = {
    ";x", ";x=y", ";x=\"y z\"", " ; x = y ;z", ";x=\"\\\"\";y"
  };
  private static final String[] ODD_EXTENSIONS = {
    ";", ";\nx", ";x=\"\r\n\"", ";x=\"a\nb\"", ";x\u0000", ";;", ";x=", ";x y", ";x=\"y"
  };
  private static final String[] TRAILERS = {
    "X-Sum: abc", "Content-Length: 9", "Host: evil", "Transfer-Encoding: chunked", "X:y"
  };
  private static final String[] ODD_TRAILERS = {
    "X : y", "X", " X: y", "X: a\u0000", "X: y\r\n z", ": y"
  };
  private static final String[] STATUS_LINES = {
    "HTTP/1.1 200 OK",
    "HTTP/1.1 201 Created",
    "HTTP/1.1 204 No Content",
    "HTTP/1.1 304 Not Modified",
    "HTTP/1.1 100 Continue",
    "HTTP/1.1 103 Early Hints",
    "HTTP/1.1 404 Not Found",
    "HTTP/1.1 503 ",
    "HTTP/1.0 200 OK"
  };
  private static final String[] ODD_STATUS_LINES = {
    "HTTP/1.1 200", "HTTP/1.2 200 OK", "HTTP/2.0 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK",
        "HTTP/1.1  200 OK", "HTTP/1.1 0200 OK",
    "http/1.1 200 OK", "HTTP/1.1 200 O\u0000K", "HTTP/1.1 999 X", "HTTP/1.1 200\tOK", "ICY 200 OK",
        "\r\nHTTP/1.1 200 OK", "HTTP/1.1 2 0 OK"
  };
  private static final String BYTES = "\u0000\t\n\r \"#%,/:;=?@[\\\u007f\u0080\u00ff015aAhH";

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  /** In how many of 1000 choices the odd one is taken. */
  private int oddness;

  private int messages;

  Generator(final long seed) {
    random = new Random(seed);
  }

  /** How many messages were made. */
  int messages() {
    return messages;
  }

  /** Requests on one connection. */
  String requests() {
    return stream(true);
  }

  /** Responses on one connection. */
  String responses() {
    return stream(false);
  }

  /** Changes a few bytes of something. */
  String mutate(final String input) {
    final StringBuilder changed = new StringBuilder(input);
    for (int changes = 1 + random.nextInt(3); changes > 0 && !changed.isEmpty(); changes--) {
      final int at = random.nextInt(changed.length());
      final int to = Math.min(changed.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> changed.setCharAt(at, pick());
        case 1 -> changed.insert(at, pick());
        case 2 -> changed.delete(at, to);
        case 3 -> changed.insert(at, changed.substring(at, to));
        case 4 -> changed.setCharAt(at, (char) (changed.charAt(at) ^ 1 << random.nextInt(8)));
        default -> changed.insert(at, pick(ODD_LINE_ENDS));
      }
    }
    return changed.toString();
  }

  private String stream(final boolean areRequests) {
    out.setLength(0);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      oddness =
          switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> 0;
            case 4, 5, 6 -> 50;
            default -> 200;
          };
      message(areRequests);
      messages++;
    }
    return random.nextInt(10) == 0 ? mutate(out.toString()) : out.toString();
  }

  private void message(final boolean isRequest) {
    if (isRequest) {
      out.append(odd() ? "\r\n" : "")
          .append(pick(METHODS, ODD_METHODS))
          .append(odd() ? pick(" \t").repeat(2) : " ");
      out.append(pick(TARGETS, ODD_TARGETS))
          .append(' ')
          .append(odd() ? pick(ODD_VERSIONS) : "HTTP/1.1");
    } else {
      out.append(pick(STATUS_LINES, ODD_STATUS_LINES));
    }
    endLine();
    if (isRequest && !odd()) {
      field("Host: " + (odd() ? pick(ODD_HOSTS) : "a"));
    }
    for (int left = random.nextInt(5); left > 0; left--) {
      field(pick(FIELDS, ODD_FIELDS));
    }
    framedBody();
  }

  private void framedBody() {
    final String body =
        "x".repeat(random.nextInt(12))
            + (random.nextInt(3) == 0 ? "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n" : "");
    switch (random.nextInt(4)) {
      case 0 -> endLine();
      case 1 -> {
        field("Content-Length: " + (odd() ? random.nextInt(20) : body.length()));
        endLine();
        out.append(body);
      }
      default -> {
        field("Transfer-Encoding: chunked");
        endLine();
        chunks();
      }
    }
  }

  private void chunks() {
    for (int left = random.nextInt(3); left > 0; left--) {
      final int length = 1 + random.nextInt(20);
      chunkSize(length);
      out.append("y".repeat(length)).append(chunkEnd());
    }
    chunkSize(0);
    while (random.nextInt(4) == 0) {
      out.append(pick(TRAILERS, ODD_TRAILERS)).append(chunkEnd());
    }
    out.append(chunkEnd());
  }

  private void chunkSize(final int size) {
    out.append(pick(SIZES, ODD_SIZES).formatted(size));
    if (random.nextInt(4) == 0) {
      out.append(pick(EXTENSIONS, ODD_EXTENSIONS));
    }
    out.append(chunkEnd());
  }

  private String chunkEnd() {
    return odd() ? pick(ODD_LINE_ENDS) : "\r\n";
  }

  private void field(final String line) {
    out.append(line);
    endLine();
  }

  private void endLine() {
    out.append(odd() ? pick(ODD_LINE_ENDS) : "\r\n");
  }

  private boolean odd() {
    return random.nextInt(1000) < oddness;
  }

  private String pick(final String[] usual, final String[] odd) {
    return pick(odd() ? odd : usual);
  }

  private String pick(final String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String pick(final String choices) {
    return String.valueOf(choices.charAt(random.nextInt(choices.length())));
  }

  private char pick() {
    return BYTES.charAt(random.nextInt(BYTES.length()));
  }
}
