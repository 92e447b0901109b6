package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Rules that do not match, and the usual ones that do, leave nothing for the collector. */
class RuleAllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNS = 2_000;

  private static long allocatedBytes(final Listed listed) {
    final long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < RUNS; i++) {
      listed.run.begin();
      listed.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void shouldAllocateNothingWhenNoRuleMatches() {
    // Given
    final Listed listed =
        Listed.request(
            "deny if { path_beg /admin /server-status }",
            "deny if { src 10.0.0.0/8 192.168.0.0/16 }",
            "deny if { req.hdr(host) -i -m dom internal }",
            "deny if { path,url_dec -m sub /../ }",
            "deny if { req.hdr(user-agent) -m len gt 500 }",
            "set-header X-A b if { method POST } { req.hdr_cnt(cookie) gt 3 }",
            "deny if { url_param(q),lower -m str drop }",
            "deny if { req.cook(c),add(1) gt 100 }",
            "set-header X-B c if !{ dst_port 18931 }",
            "redirect scheme https if { ssl_fc }");
    allocatedBytes(listed);

    // When
    final long bytes = allocatedBytes(listed);

    // Then: a run may be interrupted by the compiler, which counts little; a leak counts each time.
    assertThat(bytes).isLessThan(RUNS * 8L);
  }

  @Test
  void shouldAllocateNothingForVariablesAndTexts() {
    // Given
    final Listed listed =
        Listed.request(
            "set-var(txn.p) path,lower",
            "set-var-fmt(txn.f) \"%[method]:%[var(txn.p)]:%[src]\"",
            "set-var(txn.h) path,crc32,mod(16)",
            "deny if { var(txn.f) -m str x }");
    allocatedBytes(listed);

    // When
    final long bytes = allocatedBytes(listed);

    // Then
    assertThat(bytes).isLessThan(RUNS * 8L);
  }
}
