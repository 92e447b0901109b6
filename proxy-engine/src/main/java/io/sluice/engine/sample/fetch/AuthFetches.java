package io.sluice.engine.sample.fetch;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.TargetForm;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.auth.Users;
import io.sluice.engine.sample.convert.Args;
import io.sluice.engine.sample.convert.Converters;
import java.util.List;
import java.util.Map;

/**
 * Fetches of who the client says it is.
 *
 * <p>Source: HAProxy configuration manual, {@code http_auth} and its relatives; RFC 7617, RFC 6750.
 */
final class AuthFetches {
  private static final Converter BASE64 =
      Converters.all().get("b64dec").factory().make(List.of(), null);
  private static final byte[] BASIC = Bytes.latin("Basic");
  private static final byte[] BEARER = Bytes.latin("Bearer");

  private AuthFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.put("http_auth", AuthFetches::isKnown);
    all.put("http_auth_group", AuthFetches::group);
    all.put("http_auth_type", (_, _) -> AuthFetches::scheme);
    all.put("http_auth_user", (_, _) -> (txn, sample) -> part(txn, sample, true));
    all.put("http_auth_pass", (_, _) -> (txn, sample) -> part(txn, sample, false));
    all.put("http_auth_bearer", (args, _) -> bearer(args));
  }

  private static Users users(final List<String> args, final Surroundings surroundings) {
    final String name = Args.text(args, 0);
    return new Users(
        surroundings
            .userlist(name)
            .orElseThrow(() -> new RuleProblem("there is no userlist " + name)));
  }

  private static Fetch isKnown(final List<String> args, final Surroundings surroundings) {
    final Users users = users(args, surroundings);
    return (txn, sample) -> {
      final int user = find(users, txn, sample);
      if (user == Users.LATER) {
        return false;
      }
      sample.setBool(user >= 0);
      return true;
    };
  }

  /** The user where one value is asked for; in a condition, every group that the user is in. */
  private static Fetch group(final List<String> args, final Surroundings surroundings) {
    final Users users = users(args, surroundings);
    return (txn, sample) -> {
      final int user = find(users, txn, sample);
      if (user < 0) {
        return false;
      }
      if (!sample.iterating()) {
        sample.setStr(users.name(user));
        return true;
      }
      final int index = (int) sample.cursor();
      if (index >= users.groups(user)) {
        return false;
      }
      sample.setStr(users.group(user, index));
      sample.setMore(index + 1);
      return true;
    };
  }

  /** The user's place; -1: nobody's; {@link Users#LATER}: the sample is awaited. */
  private static int find(final Users users, final Transaction txn, final Sample sample) {
    if (!credentials(txn, sample)) {
      return -1;
    }
    final int start = sample.offset();
    final int end = start + sample.length();
    final int colon = Bytes.indexOf(sample.bytes(), start, end, ':');
    final int user =
        users.find(
            txn.slowCheck(), sample.bytes(), start, colon - start, colon + 1, end - colon - 1);
    if (user == Users.LATER) {
      sample.setAwaited();
    }
    return user;
  }

  /** Points the sample at {@code user:password}. */
  private static boolean credentials(final Transaction txn, final Sample sample) {
    if (!field(txn, sample) || !after(BASIC, sample) || !BASE64.convert(txn, sample)) {
      return false;
    }
    return Bytes.indexOf(sample.bytes(), sample.offset(), sample.offset() + sample.length(), ':')
        >= 0;
  }

  /** Points the sample at the field that says it: another one when we are asked as a proxy. */
  private static boolean field(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null) {
      return false;
    }
    final boolean asProxy =
        head.targetForm() == TargetForm.ABSOLUTE || head.targetForm() == TargetForm.AUTHORITY;
    final FieldName name = asProxy ? Names.PROXY_AUTHORIZATION : Names.AUTHORIZATION;
    final int field = head.find(name, -1);
    if (field < 0) {
      return false;
    }
    sample.setStr(
        head.bytes(), head.valueStart(field), head.valueEnd(field) - head.valueStart(field));
    return true;
  }

  /** Narrows the sample to what follows a scheme. */
  private static boolean after(final byte[] scheme, final Sample sample) {
    if (sample.length() <= scheme.length
        || !Bytes.sameIgnoringCase(scheme, 0, sample.bytes(), sample.offset(), scheme.length)
        || sample.bytes()[sample.offset() + scheme.length] != ' ') {
      return false;
    }
    int start = scheme.length;
    while (start < sample.length() && sample.bytes()[sample.offset() + start] == ' ') {
      start++;
    }
    sample.narrow(start, sample.length() - start);
    return true;
  }

  private static boolean scheme(final Transaction txn, final Sample sample) {
    if (!field(txn, sample)) {
      return false;
    }
    final boolean basic = after(BASIC, sample);
    final boolean known = basic || after(BEARER, sample);
    if (known) {
      sample.setStr(basic ? BASIC : BEARER);
    }
    return known;
  }

  private static boolean part(final Transaction txn, final Sample sample, final boolean userName) {
    if (!credentials(txn, sample)) {
      return false;
    }
    final int colon =
        Bytes.indexOf(sample.bytes(), sample.offset(), sample.offset() + sample.length(), ':')
            - sample.offset();
    final int from = userName ? 0 : colon + 1;
    sample.setStr(
        sample.bytes(), sample.offset() + from, userName ? colon : sample.length() - colon - 1);
    return true;
  }

  /** {@code http_auth_bearer([header])}. */
  private static Fetch bearer(final List<String> args) {
    final FieldName name = HeaderFetches.name(args);
    return (txn, sample) -> {
      if (name == null) {
        return field(txn, sample) && after(BEARER, sample);
      }
      final RequestHead head = Heads.request(txn, sample);
      final int field = head == null ? -1 : head.find(name, -1);
      if (field < 0) {
        return false;
      }
      sample.setStr(
          head.bytes(), head.valueStart(field), head.valueEnd(field) - head.valueStart(field));
      return after(BEARER, sample);
    };
  }
}
