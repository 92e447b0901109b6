package io.sluice.engine.frontend;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a unix listening socket. It is bound under a name of its own and then moved into
 * place, so that there is no moment without it, and it is removed only while it is still this
 * socket's.
 *
 * <p>Source: unix(7).
 */
final class UnixPath {
  private static final Logger LOG = LoggerFactory.getLogger(UnixPath.class);

  private final Path path;
  private final Object inode;

  private UnixPath(final Path path, final Object inode) {
    this.path = path;
    this.inode = inode;
  }

  /**
   * Binds and listens.
   *
   * @param mode permission bits of the file; empty: what umask leaves
   * @param ours whether this process listens there already, and is to be replaced
   * @return null for the abstract namespace, which has no file
   * @throws BindFailure another process listens there, or something else than a socket is there
   */
  static UnixPath bind(
      final Socket socket,
      final Address.Unix address,
      final OptionalInt mode,
      final int backlog,
      final boolean ours)
      throws IOException, BindFailure {
    if (address.path().startsWith("@")) {
      socket.bind(new DomainSocketAddress("\0" + address.path().substring(1)));
      socket.listen(backlog);
      return null;
    }
    final Path path = Path.of(address.path());
    if (!ours) {
      probe(address);
    }
    final Path temporary = Path.of(path + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(temporary);
    socket.bind(new DomainSocketAddress(temporary.toString()));
    if (mode.isPresent()) {
      Files.setPosixFilePermissions(temporary, permissions(mode.getAsInt()));
    }
    socket.listen(backlog);
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    return new UnixPath(path, inodeOf(path));
  }

  /**
   * Sees whether the path may be taken.
   *
   * @throws BindFailure another process listens there, or something else than a socket is there, or
   *     there is no folder for it
   */
  static void probe(final Address.Unix address) throws IOException, BindFailure {
    if (address.path().startsWith("@")) {
      return;
    }
    final Path path = Path.of(address.path());
    if (!Files.isDirectory(path.getParent())) {
      throw BindFailure.noFolder(address);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new BindFailure(path + " is there and is no socket", "take another path");
    }
    final Socket probe = Socket.newSocketDomain();
    try {
      if (probe.connect(new DomainSocketAddress(path.toString()))) {
        throw BindFailure.inUse(address);
      }
    } catch (final ConnectException refused) {
      LOG.debug("{} is left over from a process that is gone", path);
    } finally {
      probe.close();
    }
  }

  /** Removes the file, unless another socket has taken its place. */
  void remove() {
    try {
      if (inode.equals(inodeOf(path))) {
        Files.delete(path);
      }
    } catch (final IOException gone) {
      LOG.debug("{}: {}", path, gone.getMessage());
    }
  }

  private static Object inodeOf(final Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  /** The nine bits in the form that the file system takes. */
  private static Set<PosixFilePermission> permissions(final int mode) {
    final String letters = "rwxrwxrwx";
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < letters.length(); i++) {
      text.append((mode & (0400 >> i)) != 0 ? letters.charAt(i) : '-');
    }
    return PosixFilePermissions.fromString(text.toString());
  }
}
