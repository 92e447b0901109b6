package io.sluice.engine.sample.auth;

import io.sluice.config.http.Userlist;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.RuleProblem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * The users of a list, and whether a password is theirs. Any thread may ask. A hashed password that
 * was right once costs one SHA-256 from then on, and one that was wrong is remembered a while; what
 * is remembered is a digest under a key of the process, one for each user and {@value #WRONG} in
 * all.
 *
 * <p>Source: HAProxy configuration manual, {@code userlist}.
 */
public final class Users {
  private static final int WRONG = 256;
  private static final byte[] KEY = new byte[32];
  private static final ThreadLocal<MessageDigest> DIGESTS =
      ThreadLocal.withInitial(() -> {
        try {
          return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
          throw new IllegalStateException(e);
        }
      });

  static {
    new SecureRandom().nextBytes(KEY);
  }

  private final User[] users;

  /** Digests of passwords that were wrong, each at the place that its first byte says. */
  private final byte[][] wrong = new byte[WRONG][];

  /** One of them. */
  private static final class User {
    private final byte[] name;
    private final byte[] password;
    private final String hash;
    private final byte[][] groups;
    private volatile byte[] right;

    User(final Userlist.User user, final byte[][] groups) {
      name = Bytes.of(user.name());
      password = user.hashed() ? null : Bytes.of(user.password());
      hash = user.hashed() ? user.password() : null;
      this.groups = groups;
    }
  }

  /**
   * The users of a list.
   *
   * @throws RuleProblem a password is hashed in a way that is not known
   */
  public Users(final Userlist list) {
    users = list.users().stream().map(u -> user(list, u)).toArray(User[]::new);
  }

  private static User user(final Userlist list, final Userlist.User user) {
    if (user.hashed() && !Crypt.isKnown(user.password())) {
      throw new RuleProblem(
          "the password of user "
              + user.name()
              + " in userlist "
              + list.name()
              + " is not a hash of MD5 ($1$), SHA-256 ($5$) or SHA-512 ($6$): make one with mkpasswd"
              + " -m sha-512");
    }
    final List<byte[]> groups =
        list.groups().stream()
            .filter(g -> g.users().contains(user.name()))
            .map(g -> Bytes.of(g.name()))
            .toList();
    return new User(user, groups.toArray(byte[][]::new));
  }

  /**
   * The user whose name and password these are.
   *
   * @return its place; -1: nobody's
   */
  public int find(
      final byte[] bytes,
      final int nameAt,
      final int nameLength,
      final int passwordAt,
      final int passwordLength) {
    for (int i = 0; i < users.length; i++) {
      if (users[i].name.length == nameLength
          && Bytes.same(users[i].name, 0, bytes, nameAt, nameLength)) {
        return isRight(i, bytes, passwordAt, passwordLength) ? i : -1;
      }
    }
    return -1;
  }

  /** A user's name. */
  public byte[] name(final int user) {
    return users[user].name;
  }

  /** How many groups a user is in. */
  public int groups(final int user) {
    return users[user].groups.length;
  }

  /** A group that a user is in. */
  public byte[] group(final int user, final int index) {
    return users[user].groups[index];
  }

  private boolean isRight(final int index, final byte[] bytes, final int at, final int length) {
    final User user = users[index];
    if (user.hash == null) {
      return sameSlowly(user.password, bytes, at, length);
    }
    final MessageDigest digest = DIGESTS.get();
    digest.update(KEY);
    digest.update((byte) index);
    digest.update((byte) (index >> 8));
    digest.update(bytes, at, length);
    final byte[] seen = digest.digest();
    final byte[] right = user.right;
    if (right != null && MessageDigest.isEqual(right, seen)) {
      return true;
    }
    final int slot = seen[0] & (WRONG - 1);
    final byte[] known = wrong[slot];
    if (known != null && Arrays.equals(known, seen)) {
      return false;
    }
    final String made = Crypt.crypt(Arrays.copyOfRange(bytes, at, at + length), user.hash);
    final boolean fits = MessageDigest.isEqual(Bytes.latin(made), Bytes.latin(user.hash));
    if (fits) {
      user.right = seen;
    } else {
      wrong[slot] = seen;
    }
    return fits;
  }

  /** Takes as long wherever they differ. */
  private static boolean sameSlowly(
      final byte[] password, final byte[] bytes, final int at, final int length) {
    int different = password.length ^ length;
    final int common = Math.min(password.length, length);
    for (int i = 0; i < common; i++) {
      different |= bytes[at + i] ^ password[i];
    }
    return different == 0;
  }
}
