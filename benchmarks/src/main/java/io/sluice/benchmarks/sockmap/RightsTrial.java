package io.sluice.benchmarks.sockmap;

/** What works with the rights that it is started with, by setpriv(1), and then as nobody. */
final class RightsTrial {
  /** bpf_sk_fullsock, bpf_tcp_sock, bpf_skc_to_tcp_sock, bpf_probe_read_kernel. */
  private static final int[] HELPERS = {95, 96, 137, 113};

  private static final int SETRESUID = 117;
  private static final int NOBODY = 65534;

  private RightsTrial() {}

  public static void main(final String... arguments) {
    tried("a hash", () -> Bpf.map(Bpf.HASH, 8, 4, 16, 0));
    tried("a map of sockets", () -> Bpf.map(Bpf.SOCKMAP, 4, 4, 16, 0));
    tried("all maps and the verdict", () -> new Maps(Maps.Hook.SKB, Maps.Verdict.GATED));
    for (final int helper : HELPERS) {
      tried(
          "helper " + helper,
          () -> Bpf.load(new Assembler().set(2, 0).set(3, 0).call(helper).set(0, 1).exit()));
    }
    final Maps maps;
    try {
      maps = new Maps(Maps.Hook.SKB, Maps.Verdict.ALWAYS);
    } catch (final IllegalStateException refused) {
      return;
    }
    final Scene scene = new Scene();
    // By the raw call, so of this thread alone.
    Kernel.must("setresuid", SETRESUID, NOBODY, NOBODY, NOBODY);
    tried("a hash, by another user", () -> Bpf.map(Bpf.HASH, 8, 4, 16, 0));
    tried("sockets into maps that were made before, by another user", () -> scene.insert(maps, 0));
    scene.client.sendAll("through");
    System.out.println("the server gets " + scene.server.text());
  }

  private static void tried(final String what, final Runnable action) {
    try {
      action.run();
      System.out.println(what + ": yes");
    } catch (final IllegalStateException refused) {
      final String[] said = refused.getMessage().split("\n", -1);
      System.out.println(
          what + ": " + said[0] + (said.length > 3 ? ", " + said[said.length - 3] : ""));
    }
  }
}
