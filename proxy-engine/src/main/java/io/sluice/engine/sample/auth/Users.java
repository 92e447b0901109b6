package io.sluice.engine.sample.auth;

import io.sluice.config.http.Userlist;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.SlowCheck;
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
  /** {@link #find} has to be asked again, when the check is made. */
  public static final int LATER = -2;

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
    private final byte[] hashBytes;
    private final byte[][] groups;
    private volatile byte[] right;

    User(final Userlist.User user, final byte[][] groups) {
      name = Bytes.of(user.name());
      password = user.hashed() ? null : Bytes.of(user.password());
      hash = user.hashed() ? user.password() : null;
      hashBytes = user.hashed() ? Bytes.latin(user.password()) : null;
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
   * @param check is asked for what takes its time; null: that is done at once
   * @return its place; -1: nobody's; {@link #LATER}
   */
  public int find(
      final SlowCheck check,
      final byte[] bytes,
      final int nameAt,
      final int nameLength,
      final int passwordAt,
      final int passwordLength) {
    for (int i = 0; i < users.length; i++) {
      if (users[i].name.length == nameLength
          && Bytes.same(users[i].name, 0, bytes, nameAt, nameLength)) {
        return check(i, check, bytes, passwordAt, passwordLength);
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

  private int check(
      final int index, final SlowCheck check, final byte[] bytes, final int at, final int length) {
    final User user = users[index];
    if (user.hash == null) {
      return sameSlowly(user.password, bytes, at, length) ? index : -1;
    }
    final byte[] seen = digest(user, bytes, at, length);
    final byte[] right = user.right;
    if (right != null && MessageDigest.isEqual(right, seen)) {
      return index;
    }
    final byte[] known = wrong[seen[0] & (WRONG - 1)];
    if (known != null && Arrays.equals(known, seen)) {
      return -1;
    }
    if (check != null && check.knows(seen)) {
      return check.answer(seen) ? index : -1;
    }
    final byte[] password = Arrays.copyOfRange(bytes, at, at + length);
    if (check != null && check.isOpen()) {
      check.ask(seen, () -> isRight(user, password, seen));
      return LATER;
    }
    return isRight(user, password, seen) ? index : -1;
  }

  /** What tells the question apart: whether this password has this hash. */
  private static byte[] digest(
      final User user, final byte[] bytes, final int at, final int length) {
    final MessageDigest digest = DIGESTS.get();
    digest.update(KEY);
    digest.update(user.hashBytes);
    digest.update(bytes, at, length);
    return digest.digest();
  }

  private boolean isRight(final User user, final byte[] password, final byte[] seen) {
    final String made = Crypt.crypt(password, user.hash);
    final boolean fits = MessageDigest.isEqual(Bytes.latin(made), user.hashBytes);
    if (fits) {
      user.right = seen;
    } else {
      wrong[seen[0] & (WRONG - 1)] = seen;
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
