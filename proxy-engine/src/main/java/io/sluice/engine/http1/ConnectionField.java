package io.sluice.engine.http1;

/**
 * What the Connection field of a head says, and what becomes of the fields that it rules.
 *
 * <p>Source: RFC 9110 sections 7.6.1, 7.8 and 10.1.4, RFC 9112 section 9.3.
 */
final class ConnectionField {
  private static final byte[] CLOSE = Octets.of("close");
  private static final byte[] KEEP_ALIVE = Octets.of("keep-alive");
  private static final byte[] UPGRADE = Octets.of("upgrade");
  private static final byte[] TRAILERS = Octets.of("trailers");
  private static final byte[] H2C = Octets.of("h2c");
  private static final FieldName[] NEVER_FORWARDED = {
    Names.CONNECTION, Names.KEEP_ALIVE, Names.PROXY_CONNECTION, Names.HTTP2_SETTINGS
  };

  /** By option, whether Upgrade stays, whether TE stays. */
  private static final byte[][] VALUES = {
    null,
    Octets.of("TE"),
    Octets.of("Upgrade"),
    Octets.of("Upgrade, TE"),
    CLOSE,
    Octets.of("close, TE"),
    Octets.of("close, Upgrade"),
    Octets.of("close, Upgrade, TE"),
    KEEP_ALIVE,
    Octets.of("keep-alive, TE"),
    Octets.of("keep-alive, Upgrade"),
    Octets.of("keep-alive, Upgrade, TE")
  };

  /** How many options are heeded: beyond them somebody tries how long we compare names. */
  private static final int MOST_OPTIONS = 64;

  private final MessageHead head;
  private int named;
  private boolean closes;
  private boolean keepsAlive;
  private boolean upgrades;

  ConnectionField(final MessageHead head) {
    this.head = head;
  }

  void clear() {
    closes = false;
    keepsAlive = false;
    upgrades = false;
  }

  /** Reads it, once all fields are there. */
  void read() {
    final ListCursor cursor = head.cursor;
    for (int i = head.find(Names.CONNECTION, -1); i >= 0; i = head.find(Names.CONNECTION, i)) {
      cursor.begin(head.bytes, head.valueStart(i), head.valueEnd(i));
      while (cursor.next()) {
        closes |= cursor.is(CLOSE);
        keepsAlive |= cursor.is(KEEP_ALIVE);
        upgrades |= cursor.is(UPGRADE);
      }
    }
  }

  boolean keepsAlive(final int minorVersion) {
    return !closes && (minorVersion > 0 || keepsAlive);
  }

  boolean isUpgrade() {
    return upgrades && head.has(Names.UPGRADE) && !lists(Names.UPGRADE, H2C);
  }

  void removeHopByHop(final boolean keepsUpgrade) {
    if ((head.index.present() & Names.HOP_BY_HOP) == 0) {
      return;
    }
    final boolean upgradeStays = keepsUpgrade && head.isUpgrade();
    final boolean trailersStay = lists(Names.TE, TRAILERS);
    named = 0;
    for (int i = head.find(Names.CONNECTION, -1); i >= 0; i = head.find(Names.CONNECTION, i)) {
      removeNamed(head.valueStart(i), head.valueEnd(i));
    }
    for (final FieldName name : NEVER_FORWARDED) {
      head.deleteAll(name);
    }
    if (!upgradeStays) {
      head.deleteAll(Names.UPGRADE);
    }
    head.deleteAll(Names.TE);
    if (trailersStay) {
      // Where there is no room for it, no trailers are asked for.
      head.add(Names.TE, TRAILERS);
    }
  }

  private void removeNamed(final int from, final int to) {
    final ListCursor cursor = head.cursor;
    cursor.begin(head.bytes, from, to);
    while (cursor.next() && named++ < MOST_OPTIONS) {
      head.index.deleteReceived(
          head.bytes, cursor.start(), cursor.end(), Names.PROTECTED | Names.HOP_BY_HOP);
    }
  }

  boolean set(final ConnectionOption option) {
    final int first =
        switch (option) {
          case NONE -> 0;
          case CLOSE -> 4;
          case KEEP_ALIVE -> 8;
        };
    final int upgrade = head.has(Names.UPGRADE) ? 2 : 0;
    final int te = head.has(Names.TE) ? 1 : 0;
    final byte[] value = VALUES[first + upgrade + te];
    head.deleteAll(Names.CONNECTION);
    return value == null || head.add(Names.CONNECTION, value);
  }

  /** Whether the fields of a name have an element. */
  private boolean lists(final FieldName name, final byte[] element) {
    final ListCursor cursor = head.cursor;
    for (int i = head.find(name, -1); i >= 0; i = head.find(name, i)) {
      cursor.begin(head.bytes, head.valueStart(i), head.valueEnd(i));
      while (cursor.next()) {
        if (cursor.is(element)) {
          return true;
        }
      }
    }
    return false;
  }
}
