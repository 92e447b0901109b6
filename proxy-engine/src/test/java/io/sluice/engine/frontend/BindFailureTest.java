package io.sluice.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import io.sluice.config.Address;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindFailureTest {
  private static final Address WEB = new Address.Inet("10.0.0.1", 80);
  private static final Address FILE = new Address.Unix("/run/sluice/in.sock");
  private static final int EADDRINUSE = -98;
  private static final int EMFILE = -24;
  private static final int ENFILE = -23;
  private static final int EACCES = -13;
  private static final int EAFNOSUPPORT = -97;
  private static final int EADDRNOTAVAIL = -99;
  private static final int ENOENT = -2;
  private static final int EIO = -5;

  @BeforeAll
  static void loadTheTransport() {
    Epoll.ensureAvailability();
  }

  @Test
  void shouldNameTheProcessThatIsInTheWay() {
    final BindFailure failure = failure(WEB, EADDRINUSE);
    assertThat(failure).hasMessage("another process already listens on 10.0.0.1:80");
    assertThat(failure.remedy()).contains("ss -ltnp 'sport = :80'").contains("another port");
  }

  @Test
  void shouldSayHowToGetAPrivilegedPort() {
    final BindFailure failure = failure(WEB, EACCES);
    assertThat(failure).hasMessage("no permission to listen on 10.0.0.1:80");
    assertThat(failure.remedy()).contains("CAP_NET_BIND_SERVICE").contains("1024");
  }

  @Test
  void shouldSayWhoMustWriteToTheFolderOfAUnixSocket() {
    final BindFailure failure = failure(FILE, EACCES);
    assertThat(failure).hasMessage("no permission to listen on unix@/run/sluice/in.sock");
    assertThat(failure.remedy()).contains("folder").doesNotContain("port");
  }

  @Test
  void shouldSayThatTheAddressIsNotHeld() {
    final BindFailure failure = failure(WEB, EADDRNOTAVAIL);
    assertThat(failure).hasMessageContaining("does not hold the address 10.0.0.1:80");
    assertThat(failure.remedy()).contains("freebind");
  }

  @Test
  void shouldSayThatThereIsNoIpv6() {
    final BindFailure failure = failure(new Address.Inet("::1", 80), EAFNOSUPPORT);
    assertThat(failure).hasMessageContaining("[::1]:80");
    assertThat(failure.remedy()).contains("IPv6");
  }

  @Test
  void shouldSayThatThereIsNoSuchFolder() {
    final BindFailure failure = failure(FILE, ENOENT);
    assertThat(failure).hasMessage("no such folder for unix@/run/sluice/in.sock");
    assertThat(failure.remedy()).isEqualTo("create the folder");
  }

  @ParameterizedTest
  @ValueSource(ints = {EMFILE, ENFILE})
  void shouldSayHowToGetMoreDescriptors(final int errno) {
    final BindFailure failure = failure(WEB, errno);
    assertThat(failure).hasMessage("no file descriptor is left to listen on 10.0.0.1:80");
    assertThat(failure.remedy()).contains("LimitNOFILE").contains("ulimit -n");
  }

  @Test
  void shouldFindTheReasonWhereTheTransportWrapsIt() {
    final ChannelException wrapped =
        new ChannelException(new NativeIoException("newSocketStream", EAFNOSUPPORT));
    assertThat(BindFailure.of(WEB, wrapped)).hasMessageContaining("address family of 10.0.0.1:80");
    assertThat(BindFailure.of(WEB, new ChannelException("odd"))).hasMessageContaining("odd");
  }

  @Test
  void shouldPassOnWhatElseTheSystemSays() {
    assertThat(failure(WEB, EIO)).hasMessageStartingWith("cannot listen on 10.0.0.1:80: ");
    assertThat(BindFailure.of(WEB, new IOException("odd")))
        .hasMessage("cannot listen on 10.0.0.1:80: odd");
  }

  private static BindFailure failure(final Address address, final int errno) {
    return BindFailure.of(address, new NativeIoException("bind", errno));
  }
}
