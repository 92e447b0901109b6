package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The answers that Sluice gives by itself, ready to be sent. Immutable.
 *
 * <p>Every one closes the connection. Source of the statuses: RFC 9110 section 15, RFC 6585, RFC
 * 8470.
 */
final class Answers {
  /** A head, in a buffer whose indices nobody moves, and a body. */
  static final class Page {
    private final ByteBuf head;
    private final byte[] body;

    Page(final String head, final String body) {
      this.head = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(ascii(head)));
      this.body = ascii(body);
    }

    ByteBuf head() {
      return head;
    }

    byte[] body() {
      return body;
    }
  }

  private static final Map<Integer, Page> ALL = new HashMap<>();

  static {
    put(200, "OK", "Service ready.");
    put(400, "Bad Request", "The request could not be understood.");
    put(401, "Unauthorized", "A user name and a password are needed.");
    put(403, "Forbidden", "This request is not allowed here.");
    put(404, "Not Found", "There is nothing at this address.");
    put(405, "Method Not Allowed", "This method is not allowed here.");
    put(407, "Proxy Authentication Required", "The proxy needs a user name and a password.");
    put(408, "Request Timeout", "The request did not arrive in time.");
    put(410, "Gone", "What was at this address is gone for good.");
    put(413, "Content Too Large", "The request is larger than is taken here.");
    put(414, "URI Too Long", "The address of the request is too long.");
    put(417, "Expectation Failed", "What the request expects is not known here.");
    put(421, "Misdirected Request", "This request belongs to another server.");
    put(422, "Unprocessable Content", "The request cannot be processed.");
    put(425, "Too Early", "The request was sent too early; send it again.");
    put(429, "Too Many Requests", "There were too many requests; come back later.");
    put(431, "Request Header Fields Too Large", "The header of the request is too large.");
    put(500, "Internal Server Error", "Something went wrong here.");
    put(501, "Not Implemented", "The request asks for what is not known here.");
    put(502, "Bad Gateway", "The server's response could not be understood, or there was none.");
    put(503, "Service Unavailable", "No server can take the request now.");
    put(504, "Gateway Timeout", "The server did not respond in time.");
    put(505, "HTTP Version Not Supported", "This version of HTTP is not known here.");
  }

  private Answers() {}

  /** The answer of a status; that of 500 for one that has none. */
  static Page of(final int status) {
    final Page answer = ALL.get(status);
    return answer == null ? ALL.get(500) : answer;
  }

  private static void put(final int status, final String reason, final String words) {
    final String title = status + " " + reason;
    final String body =
        "<!DOCTYPE html>\n<html><head><title>"
            + title
            + "</title></head>\n<body><h1>"
            + title
            + "</h1>\n<p>"
            + words
            + "</p></body></html>\n";
    final String head =
        "HTTP/1.1 "
            + title
            + "\r\nContent-Length: "
            + body.length()
            + "\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n";
    ALL.put(status, new Page(head, body));
  }

  private static byte[] ascii(final String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
