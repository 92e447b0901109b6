package io.sluice.config.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the reading of one text goes by, and what it named. Used by one thread. */
public final class Reading {
  private final Place place;
  private final Map<String, List<AclTest>> acls;
  private final ReplyFiles files;
  private final List<Reference> references = new ArrayList<>();

  /**
   * @param acls the named ones of the proxy
   * @param files where answers' files come from
   */
  public Reading(final Place place, final Map<String, List<AclTest>> acls, final ReplyFiles files) {
    this.place = place;
    this.acls = Map.copyOf(acls);
    this.files = files;
  }

  public Place place() {
    return place;
  }

  public Map<String, List<AclTest>> acls() {
    return acls;
  }

  /** What was named so far, in order. */
  public List<Reference> references() {
    return List.copyOf(references);
  }

  /** The same of the proxy, at another place; what it names is noted apart. */
  public Reading at(final Stage stage) {
    return new Reading(new Place(stage, place.http(), place.backend()), acls, files);
  }

  ReplyFiles files() {
    return files;
  }

  void refer(final Reference.Kind kind, final String name, final int offset) {
    references.add(new Reference(kind, name, offset));
  }

  void refer(final Reference reference) {
    references.add(reference);
  }
}
