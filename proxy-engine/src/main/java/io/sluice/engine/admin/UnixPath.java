package io.sluice.engine.admin;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The name of a unix socket that this process listens on. A file that a dead process left behind is
 * replaced; one that somebody answers on is not.
 */
final class UnixPath {
  private final String path;

  /**
   * @param path of a file, or a name of the abstract namespace after a NUL or {@code @}
   */
  UnixPath(final String path) {
    this.path = path.startsWith("@") ? "\0" + path.substring(1) : path;
  }

  DomainSocketAddress address() {
    return new DomainSocketAddress(path);
  }

  private boolean isAbstract() {
    return path.startsWith("\0");
  }

  /** Removes the file where it is a socket that nobody listens on. */
  void removeStale() throws BindException {
    if (!isAbstract() && isSocket() && !answers()) {
      remove();
    }
  }

  private boolean isSocket() {
    try {
      final Object mode = Files.getAttribute(Path.of(path), "unix:mode");
      return mode instanceof final Integer bits && (bits & 0xf000) == 0xc000;
    } catch (final IOException | RuntimeException e) {
      return false;
    }
  }

  private boolean answers() {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (final ConnectException e) {
      return false;
    } catch (final IOException e) {
      return true;
    }
  }

  /** Removes the file. */
  void remove() {
    if (!isAbstract()) {
      try {
        Files.deleteIfExists(Path.of(path));
      } catch (final IOException e) {
        // The bind says what is wrong, and after the end a file that stays is replaced next time.
        return;
      }
    }
  }
}
