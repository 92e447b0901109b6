package io.sluice.config;

import java.util.List;

/** The keys of {@code global.tune}: how large the parts of HTTP messages may be, and pipes. */
final class TuneKeys {
  private static final int MOST_BYTES = 1 << 20;

  /** A line of chunked framing is read whole before it is judged. */
  private static final int MOST_LINE_BYTES = 1 << 16;

  private static final Key<Integer> BUFSIZE =
      new Key<>(
          "bufsize",
          Types.size(1 << 10, MOST_BYTES),
          "16k",
          "size",
          "32k",
          "The largest head of a request, which is else answered with 431, and of a response, which"
              + " is else a 502; and what is kept of the body of a request that waits for rules, or"
              + " for another try (HAProxy `tune.bufsize`).");
  private static final Key<Integer> MAXREWRITE =
      new Key<>(
          "maxrewrite",
          Types.size(1 << 10, MOST_BYTES),
          "64k",
          "size",
          "8k",
          "How much rules may add to a head; else the request is answered with 431 or 500, the"
              + " response is a 502 (HAProxy `tune.maxrewrite`, which is a part of `bufsize` there).");
  private static final Key<Integer> MAXHDR =
      new Key<>(
          "maxhdr",
          Types.integer(1, 10_000),
          "101",
          "fields",
          "200",
          "Fields of a head (431, of a response 502), and of the trailers of a body (400) (HAProxy"
              + " `tune.http.maxhdr`).");
  private static final Key<Integer> MAXURI =
      new Key<>(
          "maxuri",
          Types.size(64, MOST_BYTES),
          "8k",
          "size",
          "12k",
          "The longest target of a request; one that is longer is answered with 414. HAProxy's is as"
              + " long as a head.");
  private static final Key<Integer> MAX_CHUNK_EXTENSION =
      new Key<>(
          "max-chunk-extension",
          Types.size(1, MOST_LINE_BYTES),
          "16k",
          "size",
          "1k",
          "All extensions of the chunks of one body together; above it the request is answered with"
              + " 400, and the response is cut.");
  private static final Key<Integer> MAX_TRAILERS =
      new Key<>(
          "max-trailers",
          Types.size(1, MOST_LINE_BYTES),
          "8k",
          "size",
          "2k",
          "The trailers of one body; above it the request is answered with 400, and the response is"
              + " cut.");
  private static final Key<Integer> LOGURILEN =
      new Key<>(
          "logurilen",
          Types.integer(16, 8_192),
          "1024",
          "bytes",
          "4096",
          "How long a request line is in the log, less one (HAProxy `tune.http.logurilen`).");

  private static final Key<Integer> PIPESIZE =
      new Key<>(
          "pipesize",
          Types.powerOfTwo(64 << 10, 16 << 20),
          "256k",
          "size, a power of two",
          "1m",
          "How much a pipe of `zero-copy` holds: the most that is kept for a peer that does not read"
              + " (HAProxy `tune.pipesize`). The kernel gives less above fs.pipe-max-size, and to a"
              + " user whose pipes are more than fs.pipe-user-pages-soft.");

  static final Table HTTP =
      new Table(
          "global.tune.http",
          "the http section of tune",
          List.of(MAXHDR, MAXURI, MAX_CHUNK_EXTENSION, MAX_TRAILERS, LOGURILEN));
  private static final Key<Section> HTTP_SECTION =
      new Key<>(
          "http",
          Section.type(HTTP),
          "as below",
          "section",
          "{ maxhdr = 200 }",
          "The parts of messages.");
  static final Table TABLE =
      new Table(
          "global.tune", "the tune section", List.of(BUFSIZE, MAXREWRITE, PIPESIZE, HTTP_SECTION));
  static final Key<Section> SECTION =
      new Key<>(
          "tune",
          Section.type(TABLE),
          "as below",
          "section",
          "{ bufsize = 32k }",
          "How large the parts of HTTP messages may be, and pipes. A reload changes it for the"
              + " requests that come from then on.");

  private TuneKeys() {}

  static Tuning config(final Layers tune) {
    final Tuning usual = Tuning.DEFAULT;
    final Layers http = tune.sub(HTTP_SECTION);
    return new Tuning(
        tune.get(BUFSIZE).orElse(usual.headBytes()),
        tune.get(MAXREWRITE).orElse(usual.rewriteBytes()),
        tune.get(PIPESIZE).orElse(usual.pipeBytes()),
        http.get(MAXHDR).orElse(usual.fields()),
        http.get(MAXURI).orElse(usual.targetBytes()),
        http.get(MAX_CHUNK_EXTENSION).orElse(usual.extensionBytes()),
        http.get(MAX_TRAILERS).orElse(usual.trailerBytes()),
        http.get(LOGURILEN).map(bytes -> bytes - 1).orElse(usual.logUriBytes()));
  }
}
