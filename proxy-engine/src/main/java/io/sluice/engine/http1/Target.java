package io.sluice.engine.http1;

/**
 * The target of a request, and where its parts are in the head's bytes. Owned by its {@link
 * RequestHead}.
 *
 * <p>Source: RFC 9112 section 3.2, RFC 9110 section 4.2.
 */
final class Target {
  private static final byte[] HTTP = Octets.of("http://");
  private static final byte[] HTTPS = Octets.of("https://");
  private static final byte[] SLASH = {'/'};
  private static final byte[] ASTERISK = {'*'};
  private static final byte[] QUESTION = {'?'};
  private static final byte[] NOTHING = {};

  private final RequestHead head;
  private TargetForm form = TargetForm.ORIGIN;
  private int start;
  private int end;
  private int authorityStart;
  private int authorityEnd;
  private int pathStart;
  private int pathEnd;
  private int defaultPort;

  /** Whether a rule has set the whole of it. */
  private boolean setByRule;

  Target(final RequestHead head) {
    this.head = head;
  }

  void clear() {
    begin(0);
    form = TargetForm.ORIGIN;
    end = 0;
    pathStart = 0;
    pathEnd = 0;
    setByRule = false;
  }

  /** It begins at a place. */
  void begin(final int at) {
    start = at;
    authorityStart = at;
    authorityEnd = at;
  }

  TargetForm form() {
    return form;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  int authorityStart() {
    return authorityStart;
  }

  int authorityEnd() {
    return authorityEnd;
  }

  int pathStart() {
    return pathStart;
  }

  int pathEnd() {
    return pathEnd;
  }

  /** Behind the question mark; the end of the path where there is none. */
  int queryStart() {
    return Math.min(pathEnd + 1, end);
  }

  /** Tells the parts of what ends at a place. Returns null when it is one of the forms. */
  Refusal judge(final int behind) {
    end = behind;
    if (start == end) {
      return Refusal.BAD_TARGET;
    }
    if (head.method() == Method.CONNECT) {
      return judgeAuthority();
    }
    return switch (head.bytes[start]) {
      case '/' -> judgeOrigin();
      case '*' -> judgeAsterisk();
      default -> judgeAbsolute();
    };
  }

  /** Whether a method can have a target of this form. */
  boolean suits(final Method method) {
    return switch (form) {
      case ORIGIN, ABSOLUTE -> method != Method.CONNECT;
      case AUTHORITY -> method == Method.CONNECT;
      case ASTERISK -> method == Method.OPTIONS;
    };
  }

  private Refusal judgeOrigin() {
    form = TargetForm.ORIGIN;
    split(start);
    return null;
  }

  private Refusal judgeAsterisk() {
    form = TargetForm.ASTERISK;
    pathStart = start;
    pathEnd = end;
    return end - start == 1 && head.method() == Method.OPTIONS ? null : Refusal.BAD_TARGET;
  }

  private Refusal judgeAuthority() {
    form = TargetForm.AUTHORITY;
    authorityStart = start;
    authorityEnd = end;
    pathStart = end;
    pathEnd = end;
    defaultPort = Authority.HTTPS_PORT;
    return Authority.isValid(head.bytes, start, end) && Authority.hasPort(head.bytes, start, end)
        ? null
        : Refusal.BAD_TARGET;
  }

  private Refusal judgeAbsolute() {
    form = TargetForm.ABSOLUTE;
    if (beginsWith(HTTP)) {
      authorityStart = start + HTTP.length;
      defaultPort = Authority.HTTP_PORT;
    } else if (beginsWith(HTTPS)) {
      authorityStart = start + HTTPS.length;
      defaultPort = Authority.HTTPS_PORT;
    } else {
      return Refusal.BAD_TARGET;
    }
    int p = authorityStart;
    while (p < end && head.bytes[p] != '/' && head.bytes[p] != '?') {
      p++;
    }
    authorityEnd = p;
    split(p);
    return Authority.isValid(head.bytes, authorityStart, authorityEnd) ? null : Refusal.BAD_HOST;
  }

  private boolean beginsWith(final byte[] scheme) {
    return end - start >= scheme.length
        && Octets.sameIgnoringCase(
            head.bytes, start, start + scheme.length, scheme, 0, scheme.length);
  }

  /** The path begins at a place, and ends at the query or at the end. */
  private void split(final int from) {
    pathStart = from;
    int p = from;
    while (p < end && head.bytes[p] != '?') {
      p++;
    }
    pathEnd = p;
  }

  /** Whether it names the host that Host names, or none. */
  boolean agreesWith(final int hostStart, final int hostEnd) {
    return authorityStart == authorityEnd
        || Authority.same(
            head.bytes, authorityStart, authorityEnd, hostStart, hostEnd, defaultPort);
  }

  boolean set(final byte[] source, final int from, final int to) {
    final boolean done = compose(NOTHING, 0, 0, NOTHING, source, from, to);
    setByRule |= done;
    return done;
  }

  boolean isSetByRule() {
    return setByRule;
  }

  boolean setPathAndQuery(final byte[] source, final int from, final int to) {
    return isPath(source, from, to)
        && compose(head.bytes, start, pathStart, NOTHING, source, from, to);
  }

  boolean setPath(final byte[] source, final int from, final int to) {
    if (!isPath(source, from, to)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (source[i] == '?') {
        return false;
      }
    }
    final int query = pathEnd;
    final int before = head.end;
    if (!head.reserve(end - start + to - from)) {
      return false;
    }
    final int oldStart = start;
    final int oldPath = pathStart;
    final int oldEnd = end;
    head.put(head.bytes, oldStart, oldPath);
    head.put(source, from, to);
    head.put(head.bytes, query, oldEnd);
    return replaceBy(before);
  }

  boolean setQuery(final byte[] source, final int from, final int to) {
    if (form == TargetForm.AUTHORITY || form == TargetForm.ASTERISK) {
      return false;
    }
    return compose(head.bytes, start, pathEnd, to > from ? QUESTION : NOTHING, source, from, to);
  }

  /** An absolute target becomes what is behind its authority. */
  boolean toOriginForm() {
    if (pathStart < pathEnd) {
      start = pathStart;
      begin(start);
      form = TargetForm.ORIGIN;
      return true;
    }
    if (pathEnd == end && head.method() == Method.OPTIONS) {
      return compose(NOTHING, 0, 0, NOTHING, ASTERISK, 0, ASTERISK.length);
    }
    return compose(NOTHING, 0, 0, SLASH, head.bytes, pathStart, end);
  }

  /** Whether a path can be set, and this is one. */
  private boolean isPath(final byte[] source, final int from, final int to) {
    return (form == TargetForm.ORIGIN || form == TargetForm.ABSOLUTE)
        && from < to
        && source[from] == '/';
  }

  /** Puts it together from three parts in the room for edits. */
  private boolean compose(
      final byte[] first,
      final int firstFrom,
      final int firstTo,
      final byte[] between,
      final byte[] last,
      final int from,
      final int to) {
    final int at = head.end;
    if (!head.reserve(firstTo - firstFrom + between.length + to - from)) {
      return false;
    }
    head.put(first, firstFrom, firstTo);
    head.put(between, 0, between.length);
    head.put(last, from, to);
    return replaceBy(at);
  }

  /** What was put from a place on is the target, if it is one. */
  private boolean replaceBy(final int at) {
    final int oldStart = start;
    final int oldEnd = end;
    begin(at);
    if (Octets.isTarget(head.bytes, at, head.end) && judge(head.end) == null) {
      return true;
    }
    begin(oldStart);
    judge(oldEnd);
    head.end = at;
    return false;
  }
}
