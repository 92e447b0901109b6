package io.sluice.engine.discovery;

import io.sluice.config.ResolversConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * One name: when it is asked for again, and which addresses it has meanwhile. Confined to the
 * control loop; no clock of its own.
 *
 * <p>After a good answer it is due when that is no longer good, within {@code min-ttl} and {@code
 * max-ttl}, and up to a tenth later by chance, so that names do not come due together. After any
 * other it is due after {@code min-ttl}, then after twice that and so on, up to ten seconds. A
 * doubt, such as a connect that failed, makes it due at once.
 *
 * <p>What the nameservers once said stays while they say nothing ({@code hold.error}), and for a
 * while when they say that there is no such name ({@code hold.nx}) or give other addresses ({@code
 * hold.obsolete}).
 */
final class Name {
  private static final long MOST_BACKOFF_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double JITTER = 0.1;

  private final String text;
  private final DoubleSupplier random;
  private final Map<InetAddress, Long> lastSeen = new LinkedHashMap<>();

  private ResolversConfig config;
  private boolean asking;
  private boolean answered;
  private boolean everFound;
  private int failures;
  private long askedNanos;
  private long validNanos;
  private long dueNanos;
  private Duration ttl = Duration.ZERO;
  private String trouble = "not asked yet";

  /**
   * A name that is due now.
   *
   * @param random from 0 to 1
   */
  Name(
      final String text,
      final ResolversConfig config,
      final DoubleSupplier random,
      final long nowNanos) {
    this.text = text;
    this.config = config;
    this.random = random;
    this.dueNanos = nowNanos;
    this.askedNanos = nowNanos - Duration.ofDays(1).toNanos();
  }

  /** What a new configuration says holds from the next answer on. */
  void configure(final ResolversConfig next) {
    config = next;
  }

  // ---- asking

  boolean isDue(final long nowNanos) {
    return !asking && nowNanos - dueNanos >= 0;
  }

  /** When it is due, unless it is being asked for; that ends in an answer. */
  Optional<Long> dueNanos() {
    return asking ? Optional.empty() : Optional.of(dueNanos);
  }

  void onAsked(final long nowNanos) {
    asking = true;
    askedNanos = nowNanos;
  }

  /**
   * Something speaks against what is known: it is due now, or as soon as the last question is as
   * old as it must be.
   */
  void onDoubt(final Duration gap, final long nowNanos) {
    final long earliest = Math.max(askedNanos + gap.toNanos() - nowNanos, 0);
    if (!asking && dueNanos - nowNanos > earliest) {
      dueNanos = nowNanos + earliest;
    }
  }

  // ---- an answer

  void onAnswer(final Answer answer, final long nowNanos) {
    asking = false;
    answered = true;
    switch (answer) {
      case Answer.Found found -> onFound(found, nowNanos);
      case Answer.NoName none -> onNone(none.why(), config.hold().nx(), nowNanos);
      case Answer.Failed failed -> onNone(failed.why(), config.hold().error(), nowNanos);
    }
  }

  private void onFound(final Answer.Found found, final long nowNanos) {
    failures = 0;
    everFound = true;
    trouble = "";
    ttl = found.ttl();
    validNanos = nowNanos;
    dueNanos = nowNanos + (long) (clamp(found.ttl()) * (1 + JITTER * random.getAsDouble()));
    final Map<InetAddress, Long> before = new LinkedHashMap<>(lastSeen);
    lastSeen.clear();
    found.addresses().forEach(address -> lastSeen.put(address, nowNanos));
    before.forEach((address, seenNanos) -> hold(address, seenNanos, nowNanos));
  }

  /** Keeps an address that the answer has no more, if its time is not over. */
  private void hold(final InetAddress address, final long seenNanos, final long nowNanos) {
    final long endNanos = seenNanos + config.hold().obsolete().toNanos();
    if (!lastSeen.containsKey(address) && endNanos - nowNanos > 0) {
      lastSeen.put(address, seenNanos);
      dueNanos = earlier(dueNanos, endNanos, nowNanos);
    }
  }

  private void onNone(final String why, final Optional<Duration> hold, final long nowNanos) {
    trouble = why;
    dueNanos = nowNanos + backoffNanos();
    failures++;
    if (hold.isEmpty()) {
      return;
    }
    final long leftNanos = validNanos + hold.get().toNanos() - nowNanos;
    if (leftNanos <= 0) {
      lastSeen.clear();
    } else if (!lastSeen.isEmpty()) {
      dueNanos = earlier(dueNanos, nowNanos + leftNanos, nowNanos);
    }
  }

  private static long earlier(final long aNanos, final long bNanos, final long nowNanos) {
    return nowNanos + Math.min(aNanos - nowNanos, bNanos - nowNanos);
  }

  private long clamp(final Duration wanted) {
    return Math.clamp(wanted.toNanos(), config.minTtl().toNanos(), config.maxTtl().toNanos());
  }

  private long backoffNanos() {
    final long first = config.minTtl().toNanos();
    final long most = Math.max(first, Math.min(config.maxTtl().toNanos(), MOST_BACKOFF_NANOS));
    return Math.min(most, first << Math.min(failures, 10));
  }

  // ---- what is known

  String text() {
    return text;
  }

  /** Its addresses now, those of the last good answer first; empty: none. */
  List<InetAddress> addresses() {
    return List.copyOf(lastSeen.keySet());
  }

  /** Whether any answer came yet. */
  boolean answered() {
    return answered;
  }

  /** Whether it ever had an address; what a start found otherwise stays until then. */
  boolean everFound() {
    return everFound;
  }

  /** Why the last answer has no address, in a word or two; empty: it has. */
  String trouble() {
    return trouble;
  }

  /** How long the last good answer is good for, as it says. */
  Duration ttl() {
    return ttl;
  }
}
