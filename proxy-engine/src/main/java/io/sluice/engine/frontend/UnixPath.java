package io.sluice.engine.frontend;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a unix listening socket. It is bound under a name of its own, and moved into place
 * when it is to serve: so there is no moment without it, and what runs keeps its file where a
 * configuration is refused. It is removed only while it is still this socket's.
 *
 * <p>Source: unix(7), inode(7).
 */
public final class UnixPath {
  private static final Logger LOG = LoggerFactory.getLogger(UnixPath.class);

  /** sun_path without its closing zero. */
  private static final int MAX_PATH_BYTES = 107;

  private static final int FILE_TYPE = 0xf000;
  private static final int SOCKET_TYPE = 0xc000;

  /** How the native transport writes ECONNREFUSED. */
  private static final String REFUSED = "(-111)";

  private final Path path;
  private final Path temporary;

  /** Null: not in its place yet, or removed. */
  private Object inode;

  private UnixPath(final Path path, final Path temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /**
   * Binds and listens, under the temporary name.
   *
   * @param mode permission bits of the file; empty: what umask leaves
   * @param ours whether this process listens there already, and is to be replaced
   * @return null for the abstract namespace, which has no file
   * @throws BindFailure another process listens there, or something else than a socket is there
   */
  public static UnixPath bind(
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
    final UnixPath file = new UnixPath(path, temporaryBeside(path));
    socket.bind(new DomainSocketAddress(file.temporary.toString()));
    try {
      if (mode.isPresent()) {
        Files.setPosixFilePermissions(file.temporary, permissions(mode.getAsInt()));
      }
      socket.listen(backlog);
    } catch (final IOException | RuntimeException e) {
      file.abandon();
      throw e;
    }
    return file;
  }

  /** A short name, whatever the length of the other: any that the kernel takes must do. */
  private static Path temporaryBeside(final Path path) throws BindFailure {
    final int random = ThreadLocalRandom.current().nextInt() & Integer.MAX_VALUE;
    final Path temporary =
        path.resolveSibling(".s" + Integer.toString(random, Character.MAX_RADIX));
    if (temporary.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new BindFailure(
          path.getParent() + " leaves no room for the name that a socket has until it serves",
          "take a folder of at most 98 bytes");
    }
    return temporary;
  }

  /** Moves the file into its place, where clients find it. */
  public void publish() {
    try {
      final Object own = inodeOf(temporary);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      inode = own;
    } catch (final IOException e) {
      LOG.error("{} cannot be put in its place, and no client finds it: {}", path, e.toString());
      abandon();
    }
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
    final int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & FILE_TYPE) != SOCKET_TYPE) {
      throw new BindFailure(path + " is there and is no socket", "take another path");
    }
    final Socket probe = Socket.newSocketDomain();
    try {
      if (probe.connect(new DomainSocketAddress(path.toString()))) {
        throw BindFailure.inUse(address);
      }
    } catch (final ConnectException no) {
      if (!no.getMessage().contains(REFUSED)) {
        // Such as a backlog that is full: there is somebody.
        throw BindFailure.inUse(address);
      }
      LOG.debug("{} is left over from a process that is gone", path);
    } finally {
      probe.close();
    }
  }

  /** Removes what never came into its place. */
  public void abandon() {
    try {
      Files.deleteIfExists(temporary);
    } catch (final IOException e) {
      LOG.warn("{} is left over: {}", temporary, e.toString());
    }
  }

  /** Removes the file, once, unless another socket has taken its place. */
  public void remove() {
    if (inode == null) {
      return;
    }
    try {
      if (inode.equals(inodeOf(path))) {
        Files.delete(path);
      }
    } catch (final IOException gone) {
      LOG.debug("{}: {}", path, gone.getMessage());
    }
    // The number may be another file's from now on.
    inode = null;
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
