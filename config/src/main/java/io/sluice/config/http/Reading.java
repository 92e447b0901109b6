package io.sluice.config.http;

import java.util.List;
import java.util.Map;

/**
 * What the reading of one text goes by.
 *
 * @param acls the named ones of the proxy
 * @param references what was named is added here
 */
public record Reading(Place place, Map<String, List<AclTest>> acls, List<Reference> references) {
  void refer(final Reference.Kind kind, final String name, final int offset) {
    references.add(new Reference(kind, name, offset));
  }
}
