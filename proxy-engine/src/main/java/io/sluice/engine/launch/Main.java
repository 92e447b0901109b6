package io.sluice.engine.launch;

import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      "A TCP and HTTP load balancer for OpenStack: HTTP APIs, Galera, Memcached.",
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
      names = "--make-cache",
      description = "Make the file that speeds up later starts, and exit.")
  private boolean makeCache;

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
    System.exit(execute(arguments));
  }

  /**
   * Plain arguments are understood without picocli, which takes a quarter of the time of a start.
   */
  private static int execute(final String... arguments) {
    try {
      final Optional<Main> plain = plain(arguments);
      return plain.isPresent()
          ? plain.get().call()
          : new CommandLine(new Main()).execute(arguments);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNUSABLE;
    }
  }

  /** What {@code -f FILE} and {@code -c} in any number say; empty: there is something else. */
  static Optional<Main> plain(final String... arguments) {
    final Main main = new Main();
    final List<Path> files = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if ("-c".equals(arguments[i]) && !main.check) {
        main.check = true;
      } else if ("-f".equals(arguments[i])
          && i + 1 < arguments.length
          && isName(arguments[i + 1])) {
        i++;
        files.add(Path.of(arguments[i]));
      } else {
        return Optional.empty();
      }
    }
    main.files = List.copyOf(files);
    return Optional.of(main);
  }

  /** Picocli knows what to do with quotes, options and files of arguments. */
  private static boolean isName(final String argument) {
    return !argument.isEmpty() && "-@\"'".indexOf(argument.charAt(0)) < 0;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (makeCache) {
      return StartCache.makeNow();
    }
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
