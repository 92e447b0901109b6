package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.sluice.config.Address;
import io.sluice.config.ResolversConfig;
import io.sluice.engine.testkit.Dnsmasq;
import io.sluice.engine.testkit.Ports;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of questions for names, at a real nameserver. */
class DnsResolverIT {
  private static Dnsmasq dns;
  private static MultiThreadIoEventLoopGroup loops;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    dns =
        Dnsmasq.launch(
            77, "--cname=alias.test,next.test", "--cname=next.test,one.test", "--local=/one.test/");
    dns.set("one.test", "10.0.0.1");
    dns.set("six.test", "fd00::6");
    dns.set("both.test", "10.0.0.2", "fd00::2");
    dns.set(
        "many.test",
        IntStream.range(0, 400)
            .mapToObj(i -> "10.1.%d.%d".formatted(i / 200, i % 200 + 1))
            .toArray(String[]::new));
    loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  @AfterAll
  static void stop() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    dns.close();
  }

  private DnsResolver resolver(final boolean preferIpv6, final int... ports) throws Exception {
    final Path none = Files.writeString(folder.resolve("none"), "");
    final DnsResolver resolver = new DnsResolver(loops.next(), none, none);
    resolver.configure(
        new ResolversConfig(
            IntStream.of(ports).mapToObj(port -> new Address.Inet("127.0.0.1", port)).toList(),
            Duration.ofMillis(500),
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            ResolversConfig.DEFAULT.hold(),
            preferIpv6));
    return resolver;
  }

  private static Answer ask(final DnsResolver resolver, final String name) throws Exception {
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    resolver.ask(name, answer::complete);
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static Answer found(final String... addresses) {
    return new Answer.Found(
        Stream.of(addresses).map(InetAddress::ofLiteral).toList(), Duration.ofSeconds(77));
  }

  @Test
  void shouldFindAddressesOfEitherFamilyAndPreferOne() throws Exception {
    final DnsResolver usual = resolver(false, dns.port());
    final DnsResolver sixFirst = resolver(true, dns.port());
    assertThat(ask(usual, "one.test")).isEqualTo(found("10.0.0.1"));
    assertThat(ask(usual, "ONE.test.")).isEqualTo(found("10.0.0.1"));
    assertThat(ask(usual, "six.test")).isEqualTo(found("fd00::6"));
    assertThat(ask(usual, "both.test")).isEqualTo(found("10.0.0.2"));
    assertThat(ask(sixFirst, "both.test")).isEqualTo(found("fd00::2"));
    assertThat(ask(sixFirst, "one.test")).isEqualTo(found("10.0.0.1"));
  }

  @Test
  void shouldFollowAliases() throws Exception {
    assertThat(ask(resolver(false, dns.port()), "alias.test")).isEqualTo(found("10.0.0.1"));
  }

  @Test
  void shouldAskOverTcpWhenTheAnswerIsLong() throws Exception {
    assertThat(ask(resolver(false, dns.port()), "many.test"))
        .isInstanceOfSatisfying(
            Answer.Found.class, found -> assertThat(found.addresses()).hasSize(400));
  }

  @Test
  void shouldTellWhatThereIsNotFromWhatNobodyKnows() throws Exception {
    final DnsResolver resolver = resolver(false, dns.port());
    assertThat(ask(resolver, "nothing.test")).isEqualTo(new Answer.NoName("NXDOMAIN"));
    assertThat(ask(resolver, "elsewhere.example")).isEqualTo(new Answer.Failed("REFUSED"));
    assertThat(ask(resolver(false, Ports.free()), "one.test")).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void shouldAskTheNextNameserverAndRememberWhoAnswered() throws Exception {
    // Given
    final DnsResolver resolver = resolver(false, Ports.free(), dns.port());
    // When
    final Answer first = ask(resolver, "one.test");
    final Answer second = ask(resolver, "both.test");
    // Then
    assertThat(first).isEqualTo(found("10.0.0.1"));
    assertThat(second).isEqualTo(found("10.0.0.2"));
  }

  @Test
  void shouldLookIntoTheHostsFileFirst() throws Exception {
    // Given
    final Path hosts = Files.writeString(folder.resolve("hosts"), "10.7.7.7 one.test local\n");
    final Path conf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    final DnsResolver resolver = new DnsResolver(loops.next(), hosts, conf);
    // When
    final Answer one = ask(resolver, "one.test");
    Files.writeString(hosts, "10.7.7.77 local\n");
    // Then
    assertThat(((Answer.Found) one).addresses())
        .isEqualTo(List.of(InetAddress.ofLiteral("10.7.7.7")));
    assertThat(((Answer.Found) ask(resolver, "local")).addresses())
        .isEqualTo(List.of(InetAddress.ofLiteral("10.7.7.77")));
  }
}
