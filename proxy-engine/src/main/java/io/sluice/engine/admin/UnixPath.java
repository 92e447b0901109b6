package io.sluice.engine.admin;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The name of a unix socket that this process wants to listen on.
 *
 * <p>The native transport removes whatever file has that name before it binds, and removes its own
 * at the end. So this looks first: a socket that a dead process left behind may go, one that
 * somebody answers on may not, nor may any other file.
 */
final class UnixPath {
  private static final int FILE_TYPE = 0xf000;
  private static final int SOCKET = 0xc000;

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

  /** Throws where a bind would take something away. */
  void check() throws BindException {
    if (path.startsWith("\0") || !Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket()) {
      throw BindFailure.of(address(), new IOException("there is a file that is not a socket"));
    }
    if (answers()) {
      throw BindFailure.of(address(), new IOException("Address already in use"));
    }
  }

  private boolean isSocket() {
    try {
      final int mode =
          (int) Files.getAttribute(Path.of(path), "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & FILE_TYPE) == SOCKET;
    } catch (final IOException e) {
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
}
