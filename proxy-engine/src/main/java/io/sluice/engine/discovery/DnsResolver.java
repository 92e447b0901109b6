package io.sluice.engine.discovery;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.sluice.config.Address;
import io.sluice.config.ResolversConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the hosts file, and then nameservers: over UDP, each question from a port of its own, and
 * over TCP where the answer is too long. It keeps no answers: who asks knows when to ask again.
 *
 * <p>Its state is confined to its loop; what is public may be called from anywhere.
 */
public final class DnsResolver implements Resolver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DnsResolver.class);

  /**
   * How long an answer of the hosts file is good for: looking at the file costs next to nothing.
   */
  private static final Duration HOSTS_TTL = Duration.ofSeconds(5);

  private static final long GRACE_MINUTES = 10;

  private final IoEventLoop loop;
  private final WatchedFile<HostsFile> hosts;
  private final WatchedFile<ResolvConf> resolvConf;
  private final Nameservers nameservers = new Nameservers();
  private ResolversConfig config = ResolversConfig.DEFAULT;
  private DnsNameResolver dns;
  private boolean closed;

  /**
   * With the files of the system.
   *
   * @param loop nothing else runs on it that must not wait for a small file
   */
  public DnsResolver(final IoEventLoop loop) {
    this(loop, Path.of("/etc/hosts"), Path.of("/etc/resolv.conf"));
  }

  DnsResolver(final IoEventLoop loop, final Path hosts, final Path resolvConf) {
    this.loop = loop;
    this.hosts = new WatchedFile<>(hosts, HostsFile::parse);
    this.resolvConf = new WatchedFile<>(resolvConf, ResolvConf::parse);
  }

  @Override
  public void configure(final ResolversConfig next) {
    onLoop(() -> {
      if (!next.equals(config)) {
        config = next;
        final DnsNameResolver before = dns;
        dns = null;
        if (before != null) {
          // Questions that are on their way are answered still.
          final var _ = loop.schedule(before::close, GRACE_MINUTES, TimeUnit.MINUTES);
        }
      }
    });
  }

  @Override
  public void ask(final String name, final Consumer<Answer> onAnswer) {
    onLoop(() -> {
      if (!closed) {
        answer(name, onAnswer);
      }
    });
  }

  private void onLoop(final Runnable task) {
    try {
      loop.execute(task);
    } catch (final RejectedExecutionException ended) {
      LOG.debug("the resolver's loop has ended");
    }
  }

  private void answer(final String name, final Consumer<Answer> onAnswer) {
    final List<InetAddress> here = hosts.content().addresses(name, config.preferIpv6());
    if (!here.isEmpty()) {
      onAnswer.accept(new Answer.Found(here, HOSTS_TTL));
      return;
    }
    final ResolvConf conf = conf();
    nameservers.set(conf.nameservers());
    new Question(
            dns(),
            nameservers,
            conf.candidates(name),
            config.preferIpv6(),
            config.retries(),
            onAnswer)
        .begin();
  }

  /** Nameservers of one's own know complete names only. */
  private ResolvConf conf() {
    return config.nameservers().isEmpty()
        ? resolvConf.content()
        : new ResolvConf(
            config.nameservers().stream().map(DnsResolver::address).toList(), List.of(), 1);
  }

  private static InetSocketAddress address(final Address.Inet nameserver) {
    return new InetSocketAddress(InetAddress.ofLiteral(nameserver.host()), nameserver.port());
  }

  private DnsNameResolver dns() {
    if (dns == null) {
      dns =
          new DnsNameResolverBuilder(loop)
              .datagramChannelType(EpollDatagramChannel.class)
              .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
              .socketChannelType(EpollSocketChannel.class)
              .queryTimeoutMillis(config.timeout().toMillis())
              .resolveCache(NoopDnsCache.INSTANCE)
              .cnameCache(NoopDnsCnameCache.INSTANCE)
              .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
              .hostsFileEntriesResolver(nowhere())
              .build();
    }
    return dns;
  }

  private static HostsFileEntriesResolver nowhere() {
    return (name, families) -> null;
  }

  /** No question is answered any more; questions that are on their way end by themselves. */
  @Override
  public void close() {
    onLoop(() -> {
      closed = true;
      if (dns != null) {
        dns.close();
      }
    });
  }
}
