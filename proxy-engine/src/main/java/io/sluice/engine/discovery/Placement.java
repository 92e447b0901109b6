package io.sluice.engine.discovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which server of a group has which address. An address that stays keeps its server, and a new one
 * takes the first server without.
 *
 * @param places for each server its address; null: none
 * @param surplus addresses that no server is left for
 * @param <A> of the addresses
 */
record Placement<A>(List<A> places, List<A> surplus) {
  Placement {
    places = Collections.unmodifiableList(new ArrayList<>(places));
    surplus = List.copyOf(surplus);
  }

  /**
   * Places anew.
   *
   * @param held for each server the address that it has; null: none
   * @param wanted the addresses that there are; one that is there twice counts once
   */
  static <A> Placement<A> of(final List<A> held, final List<A> wanted) {
    final Set<A> left = new LinkedHashSet<>(wanted);
    final Set<A> wantedSet = new HashSet<>(wanted);
    final List<A> places = new ArrayList<>();
    for (final A address : held) {
      final boolean stays = address != null && wantedSet.contains(address) && left.remove(address);
      places.add(stays ? address : null);
    }
    final Deque<A> fresh = new ArrayDeque<>(left);
    places.replaceAll(address -> address == null ? fresh.poll() : address);
    return new Placement<>(places, List.copyOf(fresh));
  }
}
