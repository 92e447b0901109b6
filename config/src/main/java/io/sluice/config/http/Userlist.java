package io.sluice.config.http;

import java.util.List;

/**
 * Users and groups.
 *
 * <p>Source: HAProxy configuration manual, {@code userlist}.
 */
public record Userlist(String name, List<User> users, List<Group> groups) {
  public Userlist {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
  }

  /**
   * A user.
   *
   * @param password as crypt(3) made it, or as it is
   * @param hashed whether crypt(3) made it
   */
  public record User(String name, String password, boolean hashed) {
    /** Without the password. */
    @Override
    public String toString() {
      return "User[" + name + "]";
    }
  }

  /** Users under one name. */
  public record Group(String name, List<String> users) {
    public Group {
      users = List.copyOf(users);
    }
  }
}
