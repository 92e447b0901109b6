package io.sluice.engine.rules;

import io.sluice.config.http.ForwardFor;
import io.sluice.config.http.Match;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.pattern.PatternBuilder;
import io.sluice.engine.sample.pattern.Patterns;
import java.util.List;

/**
 * Tells the server who the client is: X-Forwarded-For, or Forwarded. It runs behind the rules of
 * the request. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, {@code option forwardfor}, {@code option forwarded}; RFC
 * 7239.
 */
public final class ClientTold {
  private static final byte[] PROTO_HTTP = Bytes.latin("proto=http;for=");
  private static final byte[] PROTO_HTTPS = Bytes.latin("proto=https;for=");

  private final FieldName header;
  private final Patterns except;
  private final boolean ifNone;
  private final boolean standard;

  private ClientTold(
      final FieldName header,
      final List<String> except,
      final boolean ifNone,
      final boolean standard) {
    this.header = header;
    this.ifNone = ifNone;
    this.standard = standard;
    final PatternBuilder networks = new PatternBuilder(Match.IP, false);
    except.forEach(networks::add);
    this.except = networks.count() == 0 ? null : networks.build();
  }

  /** {@code X-Forwarded-For}, or the field of another name. */
  public static ClientTold forwardFor(final ForwardFor config) {
    return new ClientTold(FieldName.of(config.header()), config.except(), config.ifNone(), false);
  }

  /** RFC 7239's field. */
  public static ClientTold forwarded(final List<String> except) {
    return new ClientTold(Names.FORWARDED, except, false, true);
  }

  /** The one among these that is about the same field; null: there is none. */
  public static ClientTold ofSameKind(final List<ClientTold> among, final ClientTold one) {
    for (int i = 0; i < among.size(); i++) {
      if (among.get(i).standard == one.standard) {
        return among.get(i);
      }
    }
    return null;
  }

  /**
   * Adds the field.
   *
   * @param other whose exceptions count too; null: nobody's
   * @return false: there was no room in the head
   */
  public boolean apply(final Transaction txn, final ClientTold other) {
    final RequestHead head = txn.request();
    final Endpoint source = txn.source();
    if (head == null || source == null || !source.isIp() || (ifNone && head.has(header))) {
      return true;
    }
    if (excepts(txn, source) || (other != null && other.excepts(txn, source))) {
      return true;
    }
    final Output value = txn.scratch().output();
    value.clear();
    if (standard) {
      value.put(txn.isClientTls() ? PROTO_HTTPS : PROTO_HTTP);
    }
    final boolean quoted = standard && source.family() == Endpoint.Family.IPV6;
    if (quoted) {
      value.put("\"[");
    }
    final byte[] text = txn.scratch().buffer(txn.scratch().second(), Ip.MOST_TEXT);
    value.put(text, 0, print(source, text));
    if (quoted) {
      value.put("]\"");
    }
    return head.add(header, value.bytes(), 0, value.length());
  }

  private boolean excepts(final Transaction txn, final Endpoint source) {
    final Sample sample = txn.scratch().sample();
    return except != null && source.into(sample) && except.find(sample) >= 0;
  }

  private static int print(final Endpoint source, final byte[] text) {
    return source.family() == Endpoint.Family.IPV4
        ? Ip.printIpv4(source.low(), text, 0)
        : Ip.printIpv6(source.high(), source.low(), text, 0);
  }
}
