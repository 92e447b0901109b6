package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The named ACLs that every proxy has.
 *
 * <p>Source: HAProxy configuration manual, "Pre-defined ACLs".
 */
public final class PredefinedAcls {
  private static final Map<String, String> TEXTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("FALSE", "always_false"),
              Map.entry("HTTP", "req.proto_http"),
              Map.entry("HTTP_1.0", "req.ver 1.0"),
              Map.entry("HTTP_1.1", "req.ver 1.1"),
              Map.entry("HTTP_2.0", "req.ver 2.0"),
              Map.entry("HTTP_CONTENT", "req.hdr_val(content-length) gt 0"),
              Map.entry("HTTP_URL_ABS", "url_reg ^[^/:]*://"),
              Map.entry("HTTP_URL_SLASH", "url_beg /"),
              Map.entry("HTTP_URL_STAR", "url *"),
              Map.entry("LOCALHOST", "src 127.0.0.1/8 ::1"),
              Map.entry("METH_CONNECT", "method CONNECT"),
              Map.entry("METH_DELETE", "method DELETE"),
              Map.entry("METH_GET", "method GET HEAD"),
              Map.entry("METH_HEAD", "method HEAD"),
              Map.entry("METH_OPTIONS", "method OPTIONS"),
              Map.entry("METH_POST", "method POST"),
              Map.entry("METH_PUT", "method PUT"),
              Map.entry("METH_TRACE", "method TRACE"),
              Map.entry("RDP_COOKIE", "req.rdp_cookie_cnt gt 0"),
              Map.entry("REQ_CONTENT", "req.len gt 0"),
              Map.entry("TRUE", "always_true"),
              Map.entry("WAIT_END", "wait_end")));

  private static final Map<String, List<AclTest>> TESTS = new TreeMap<>();

  static {
    final Reading reading =
        new Reading(new Place(Stage.REQUEST, true, true), Map.of(), ReplyFiles.NONE);
    TEXTS.forEach((name, text) -> {
      try {
        TESTS.put(name, AclReader.read(text, reading));
      } catch (final BadText e) {
        throw new IllegalStateException(name, e);
      }
    });
  }

  private PredefinedAcls() {}

  /** What each stands for, by name. */
  public static Map<String, String> texts() {
    return Map.copyOf(TEXTS);
  }

  static Map<String, List<AclTest>> tests() {
    return TESTS;
  }
}
