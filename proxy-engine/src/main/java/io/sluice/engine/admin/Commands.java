package io.sluice.engine.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.backends.AdminState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands: POST requests whose target says everything, so that a body is never looked at.
 * Called by virtual threads, several at once.
 *
 * <p>A browser is refused, whatever page it shows: it may be one that the operator did not mean to
 * give commands from, and whose name may even resolve to this very address.
 */
final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  /** For those who ask for something that is not there. */
  static final List<String> FORMS =
      List.of(
          "POST /backends/BACKEND/servers/SERVER?state=ready|drain|maint",
          "POST /writer-groups/GROUP?writer=SERVER",
          "POST /writer-groups/GROUP/probe",
          "POST /tables/TABLE/clear?key=KEY",
          "POST /tables/TABLE/set?key=KEY&data.TYPE=VALUE");

  private static final Map<String, AdminState> STATES =
      Map.of("ready", AdminState.READY, "drain", AdminState.DRAIN, "maint", AdminState.MAINT);
  private static final int MOST_LOGGED = 200;

  private final Operations operations;

  Commands(final Operations operations) {
    this.operations = operations;
  }

  /** Whether a target is one for commands, right or wrong. */
  static boolean isCommand(final String path) {
    return path.startsWith("/backends/") || path.startsWith("/writer-groups/");
  }

  Page answer(final AdminRequest request, final Rights rights, final String who) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Page.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "send it with POST")
          .allowing("POST");
    }
    if (request.browser()) {
      return Page.error(HttpResponseStatus.FORBIDDEN, "commands are not taken from web pages");
    }
    try {
      return answer(segments(request.path()), request, rights, who);
    } catch (final IllegalArgumentException e) {
      return Page.error(HttpResponseStatus.BAD_REQUEST, "the target is badly encoded");
    }
  }

  private Page answer(
      final List<String> path, final AdminRequest request, final Rights rights, final String who) {
    final boolean group = path.getFirst().equals("writer-groups");
    if (group && path.size() == 3 && path.get(2).equals("probe")) {
      return rights.push() || rights.commands()
          ? probe(path.get(1), request.query(), who)
          : closed("notify = on, or commands = on,");
    }
    if (!rights.commands()) {
      return closed("commands = on");
    }
    if (!group && path.size() == 4 && path.get(2).equals("servers")) {
      return setState(path.get(1), path.get(3), request.query(), who);
    }
    if (group && path.size() == 2 && !path.get(1).isEmpty()) {
      return move(path.get(1), request.query(), who);
    }
    return Page.error(
        HttpResponseStatus.NOT_FOUND, "no such command; there are: " + String.join(", ", FORMS));
  }

  static Page closed(final String key) {
    return Page.error(
        HttpResponseStatus.FORBIDDEN,
        "this listener does not take it; " + key + " in its bind would allow it");
  }

  private Page setState(
      final String backend, final String server, final String query, final String who) {
    final String said = only("state", query);
    final AdminState wanted = said == null ? null : STATES.get(said);
    return wanted == null
        ? Page.error(
            HttpResponseStatus.BAD_REQUEST,
            "write one of ?state=ready, ?state=drain and ?state=maint behind the target")
        : page(operations.setState(backend, server, wanted, who));
  }

  private Page move(final String group, final String query, final String who) {
    final String writer = only("writer", query);
    return writer == null
        ? Page.error(HttpResponseStatus.BAD_REQUEST, "write ?writer=SERVER behind the target")
        : page(operations.moveWriter(group, writer, who));
  }

  private Page probe(final String group, final String query, final String who) {
    LOG.debug("{} says that its cluster has changed: {}", who, shown(query));
    return page(operations.probe(group, who));
  }

  /** The value of the one parameter there is; null: there is another, or none, or several. */
  private static String only(final String name, final String query) {
    final Map<String, List<String>> parameters = new QueryStringDecoder(query, false).parameters();
    final List<String> values = parameters.getOrDefault(name, List.of());
    return parameters.size() == 1 && values.size() == 1 ? values.getFirst() : null;
  }

  static List<String> segments(final String path) {
    final List<String> segments = new ArrayList<>();
    for (final String segment : path.substring(1).split("/", -1)) {
      segments.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
    }
    return segments;
  }

  /** What somebody said, fit for a line of the log. */
  private static String shown(final String text) {
    final String cut = text.substring(0, Math.min(text.length(), MOST_LOGGED));
    return cut.replaceAll("[^ -~]", "?");
  }

  private static Page page(final Reply reply) {
    return switch (reply) {
      case Reply.Done done -> Page.json(HttpResponseStatus.OK, done.facts());
      case Reply.Accepted _ -> Page.noContent();
      case Reply.Unknown unknown -> Page.error(HttpResponseStatus.NOT_FOUND, unknown.why());
      case Reply.Conflict conflict -> Page.error(HttpResponseStatus.CONFLICT, conflict.why());
      case Reply.Unanswered late -> Page.error(HttpResponseStatus.SERVICE_UNAVAILABLE, late.why());
    };
  }
}
