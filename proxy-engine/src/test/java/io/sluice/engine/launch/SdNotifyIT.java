package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdNotifyIT {
  @TempDir Path folder;

  private Socket systemd;

  @BeforeEach
  void open() {
    Epoll.ensureAvailability();
    systemd = Socket.newSocketDomainDgram();
  }

  @AfterEach
  void close() throws IOException {
    systemd.close();
  }

  @Test
  void shouldTellReadyAndStatusWhenServing() throws IOException {
    // Given
    final SdNotify notifier = listenOnPath();
    // When
    notifier.ready("2 frontends");
    // Then
    assertThat(receive()).isEqualTo("READY=1\nSTATUS=2 frontends\n");
  }

  @Test
  void shouldReachAbstractSocketWhenNameBeginsWithAt() throws IOException {
    // Given
    final String name = "sluice-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    systemd.bind(new DomainSocketAddress("\0" + name));
    // When
    new SdNotify("@" + name).stopping();
    // Then
    assertThat(receive()).isEqualTo("STOPPING=1\n");
  }

  @Test
  void shouldTellMonotonicTimeWhenReloading() throws IOException {
    // Given
    final SdNotify notifier = listenOnPath();
    final long beforeMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    // When
    notifier.reloading();
    // Then
    final String message = receive();
    assertThat(message).startsWith("RELOADING=1\nMONOTONIC_USEC=").endsWith("\n");
    assertThat(Long.parseLong(message.substring(message.lastIndexOf('=') + 1).strip()))
        .isBetween(beforeMicros, TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  @Test
  void shouldKeepStatusOnOneLineWhenTextHasControlCharacters() throws IOException {
    // Given
    final SdNotify notifier = listenOnPath();
    // When
    notifier.status("a\nREADY=1\rb");
    // Then
    assertThat(receive()).isEqualTo("STATUS=a READY=1 b\n");
  }

  @Test
  void shouldTellMainPidWhenAnotherProcessServes() throws IOException {
    // Given
    final SdNotify notifier = listenOnPath();
    // When
    notifier.mainPid(4711);
    // Then
    assertThat(receive()).isEqualTo("MAINPID=4711\n");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "relative/path",
        "vsock:2:1234",
        "/no/such/folder/socket",
        "@",
        "@no-one-listens-here"
      })
  void shouldDoNothingWhenNobodyListens(final String notifySocket) {
    // Given
    final SdNotify notifier = new SdNotify(notifySocket);
    // When, Then
    assertThatCode(() -> notifier.ready("up")).doesNotThrowAnyException();
  }

  @Test
  void shouldNotWaitWhenSocketIsFull() throws IOException {
    // Given
    final SdNotify notifier = listenOnPath();
    // When
    for (int i = 0; i < 5000; i++) {
      notifier.status("message " + i);
    }
    // Then
    assertThat(receive()).isEqualTo("STATUS=message 0\n");
  }

  @Test
  void shouldKeepItsSocketForWhenNoDescriptorIsLeft() throws IOException {
    // Given
    final SdNotify notifier = listenOnPath();
    final Set<String> before = sockets();
    // When
    notifier.ready("up");
    // Then
    final Set<String> kept = sockets();
    kept.removeAll(before);
    assertThat(kept).hasSize(1);
    // When
    notifier.status("still up");
    // Then
    assertThat(sockets()).containsAll(kept);
    assertThat(receive()).startsWith("READY=1\n");
    assertThat(receive()).isEqualTo("STATUS=still up\n");
  }

  /** The sockets of this process, by their inodes. */
  private static Set<String> sockets() {
    final Set<String> sockets = new HashSet<>();
    for (final String fd : new File("/proc/self/fd").list()) {
      try {
        final String target = Files.readSymbolicLink(Path.of("/proc/self/fd", fd)).toString();
        if (target.startsWith("socket:")) {
          sockets.add(target);
        }
      } catch (final IOException gone) {
        // It was the listing's own, or was closed meanwhile.
      }
    }
    return sockets;
  }

  private SdNotify listenOnPath() throws IOException {
    final Path path = folder.resolve("notify");
    systemd.bind(new DomainSocketAddress(path.toString()));
    return new SdNotify(path.toString());
  }

  private String receive() {
    final ByteBuffer datagram = ByteBuffer.allocateDirect(4096);
    final int length = await().until(() -> receive(datagram), Objects::nonNull);
    final byte[] bytes = new byte[length];
    datagram.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Integer receive(final ByteBuffer datagram) {
    try {
      final var sender = systemd.recvFromDomainSocket(datagram, 0, datagram.capacity());
      return sender == null ? null : sender.receivedAmount();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
