package io.sluice.engine.discovery;

import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One name on its way: as it is and with each search domain, in both families, from nameserver to
 * nameserver. Confined to the resolver's loop.
 *
 * <pre>
 *   candidate ─► family ─► nameserver ──time out, error──► next nameserver, or Failed
 *      ▲           ▲          ├─ addresses ─► Found
 *      │           └──────────┼─ none ─────── the other family
 *      └──────────────────────┴─ NXDOMAIN, none in either ─► next candidate, or NoName
 * </pre>
 *
 * <p>The second family is asked only when the first says that it has nothing: an error must not
 * make a server move from one family to the other.
 */
final class Question {
  private static final int MAX_ALIASES = 8;

  private final DnsNameResolver dns;
  private final Nameservers nameservers;
  private final List<String> candidates;
  private final List<DnsRecordType> families;
  private final int tries;
  private final Consumer<Answer> onAnswer;

  private int candidate;
  private int family;
  private int failed;
  private int aliases;
  private String name;
  private long ttlSeconds = Integer.MAX_VALUE;
  private String why = "NXDOMAIN";

  /**
   * @param candidates one at least, in the order in which they are tried
   * @param retries how often each nameserver is asked
   */
  Question(
      final DnsNameResolver dns,
      final Nameservers nameservers,
      final List<String> candidates,
      final boolean preferIpv6,
      final int retries,
      final Consumer<Answer> onAnswer) {
    this.dns = dns;
    this.nameservers = nameservers;
    this.candidates = candidates;
    this.families =
        preferIpv6
            ? List.of(DnsRecordType.AAAA, DnsRecordType.A)
            : List.of(DnsRecordType.A, DnsRecordType.AAAA);
    this.tries = retries * nameservers.size();
    this.onAnswer = onAnswer;
  }

  void begin() {
    name = candidates.get(candidate);
    ask();
  }

  private void ask() {
    final InetSocketAddress nameserver = nameservers.get(failed);
    final DefaultDnsQuestion question;
    try {
      question = new DefaultDnsQuestion(name, families.get(family));
    } catch (final IllegalArgumentException impossibleName) {
      onNoName("not a name");
      return;
    }
    final Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> sent =
        dns.query(nameserver, question);
    sent.addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
      if (done.isSuccess()) {
        onResponse(nameserver, done.getNow());
      } else {
        onFailed(DnsNameResolver.isTimeoutError(done.cause()) ? "timeout" : "no answer");
      }
    });
  }

  private void onResponse(
      final InetSocketAddress nameserver,
      final AddressedEnvelope<DnsResponse, InetSocketAddress> envelope) {
    try {
      final DnsResponse response = envelope.content();
      final DnsResponseCode code = response.code();
      if (code.equals(DnsResponseCode.NOERROR)) {
        nameservers.onAnswered(nameserver);
        onRecords(Records.of(response, name, families.get(family)));
      } else if (code.equals(DnsResponseCode.NXDOMAIN)) {
        nameservers.onAnswered(nameserver);
        onNoName("NXDOMAIN");
      } else {
        onFailed(code.toString().replaceFirst("\\(.*", "").toUpperCase(Locale.ROOT));
      }
    } catch (final RuntimeException malformed) {
      onFailed("malformed answer");
    } finally {
      envelope.release();
    }
  }

  private void onRecords(final Records records) {
    ttlSeconds = Math.min(ttlSeconds, records.ttlSeconds());
    if (!records.addresses().isEmpty()) {
      onAnswer.accept(new Answer.Found(records.addresses(), Duration.ofSeconds(ttlSeconds)));
    } else if (!records.name().equals(Records.bare(name)) && aliases < MAX_ALIASES) {
      aliases++;
      name = records.name();
      failed = 0;
      ask();
    } else if (family + 1 < families.size()) {
      family++;
      again();
    } else {
      onNoName("no address");
    }
  }

  private void onNoName(final String reason) {
    if (reason.equals("no address") || candidate == 0) {
      why = reason;
    }
    if (++candidate >= candidates.size()) {
      onAnswer.accept(new Answer.NoName(why));
      return;
    }
    family = 0;
    again();
  }

  private void again() {
    name = candidates.get(candidate);
    failed = 0;
    aliases = 0;
    ttlSeconds = Integer.MAX_VALUE;
    ask();
  }

  private void onFailed(final String reason) {
    if (++failed >= tries) {
      onAnswer.accept(new Answer.Failed(reason));
    } else {
      ask();
    }
  }
}
