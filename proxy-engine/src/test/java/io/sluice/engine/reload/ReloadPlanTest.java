package io.sluice.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ProxyConfig;
import io.sluice.engine.testkit.LiveProxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadPlanTest {
  private static final String BASE =
      """
      frontend.web { bind = "127.0.0.1:1", backend = api }
      backend.api.servers { a = "127.0.0.1:2", b = "127.0.0.1:3" }
      """;

  @Test
  void shouldFindNoDifferenceWhereOnlyLinesMoved() {
    assertThat(plan(BASE, "# a comment\n\n" + BASE).steps()).isEmpty();
  }

  @Test
  void shouldFindNoDifferenceWhereOnlyGlobalChanged() {
    assertThat(plan(BASE, "global.maxconn = 7\n" + BASE).steps()).isEmpty();
  }

  @Test
  void shouldAddEverythingAtAStart() {
    final ReloadPlan plan = ReloadPlan.of(Generation.empty().config(), LiveProxy.config(BASE));
    assertThat(words(plan))
        .containsExactly(
            "backend api added", "listening on 127.0.0.1:1 for web", "frontend web added");
  }

  @Test
  void shouldRemoveWhatIsGoneAfterAddingWhatIsNew() {
    final String next =
        """
        frontend.other { bind = "127.0.0.1:9", backend = db }
        backend.db.servers.a = "127.0.0.1:2"
        """;
    assertThat(words(plan(BASE, next)))
        .containsExactly(
            "backend db added",
            "listening on 127.0.0.1:9 for other",
            "frontend other added",
            "backend api removed",
            "no longer listening on 127.0.0.1:1",
            "frontend web removed");
  }

  @Test
  void shouldNameTheServersThatDiffer() {
    final String next =
        """
        frontend.web { bind = "127.0.0.1:1", backend = api }
        backend.api.servers { b { address = "127.0.0.1:3", weight = 5 }, c = "127.0.0.1:4" }
        """;
    assertThat(words(plan(BASE, next)))
        .containsExactly("backend api: server b changed, server c added, server a removed");
  }

  @Test
  void shouldSayThatABackendChangedWhereItsServersDidNot() {
    assertThat(words(plan(BASE, BASE + "backend.api.balance = leastconn")))
        .containsExactly("backend api: changed");
  }

  @Test
  void shouldKeepTheSocketOfAnAddressThatGoesToAnotherFrontend() {
    final String next = BASE.replace("frontend.web", "frontend.renamed");
    assertThat(words(plan(BASE, next)))
        .containsExactly("frontend renamed added", "frontend web removed");
  }

  @Test
  void shouldOpenAnotherSocketWhereTheBindDiffers() {
    final String next =
        BASE.replace("\"127.0.0.1:1\"", "{ address = \"127.0.0.1:1\", freebind = off }");
    assertThat(words(plan(BASE, next)))
        .containsExactly(
            "listening on 127.0.0.1:1 for web",
            "frontend web changed",
            "no longer listening on 127.0.0.1:1");
  }

  private static ReloadPlan plan(final String before, final String next) {
    final ProxyConfig had = LiveProxy.config(before);
    return ReloadPlan.of(had, LiveProxy.config(next));
  }

  private static List<String> words(final ReloadPlan plan) {
    return plan.steps().stream().map(ReloadStep::describe).toList();
  }
}
