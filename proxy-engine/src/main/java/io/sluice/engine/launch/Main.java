package io.sluice.engine.launch;

import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of Sluice. */
@Command(
    name = "sluice",
    sortOptions = false,
    versionProvider = Main.VersionText.class,
    description = {
      "A TCP load balancer for OpenStack: HTTP APIs, Galera, Memcached.",
      "",
      "Without -f it runs a demonstration with servers of its own."
    },
    footer = {
      "",
      "Signals: HUP or USR2 reload, USR1 drains and stops, TERM and INT stop.",
      "Exit codes: 0 fine, 1 the configuration cannot be used, 2 the command line is wrong."
    })
public final class Main implements Callable<Integer> {
  static final int FINE = 0;
  static final int UNUSABLE = 1;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "A configuration, or a folder of *.conf files. May be given several times: later ones"
              + " add to earlier ones.")
  private List<Path> files = List.of();

  @Option(
      names = {"-c", "--check"},
      description = "Check the configuration, name every problem, and exit.")
  private boolean check;

  @Option(
      names = {"-v", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean versionWanted;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean helpWanted;

  private Main() {}

  /** The process. */
  public static void main(final String[] arguments) {
    // Each reload asks for names anew, also for one that was not there a moment ago.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (check) {
      return new ConfigCheck(files).run();
    }
    return files.isEmpty() ? Demo.run() : new Launcher(new ConfigSource(files)).run();
  }

  /** For picocli. */
  static final class VersionText implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Sluice version " + Version.text()};
    }
  }
}
