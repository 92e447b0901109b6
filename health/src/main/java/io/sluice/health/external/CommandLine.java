package io.sluice.health.external;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import io.sluice.backends.Server;
import io.sluice.config.ProbeConfig;
import io.sluice.health.Target;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a program is started with for one target. Immutable; what it says of the server is read anew
 * each time.
 *
 * <p>Source: HAProxy {@code external-check command}.
 *
 * @param check what is run
 * @param target what it is to look at
 */
record CommandLine(ProbeConfig.External check, Target target) {
  private static final String NOT_USED = "NOT_USED";

  /** Makes the program the leader of a process group of its own, which can be ended as a whole. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** The program, its own arguments, and behind them the four of HAProxy. */
  List<String> words() {
    final List<String> words = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      words.add(SETSID.toString());
    }
    words.add(check.command().toString());
    words.addAll(check.arguments());
    words.add(subject().flatMap(Target.Subject::proxyAddress).orElse(NOT_USED));
    words.add(subject().flatMap(Target.Subject::proxyPort).orElse(NOT_USED));
    words.add(address());
    words.add(port().orElse(NOT_USED));
    return words;
  }

  /** All of the environment; nothing of ours is in it. */
  Map<String, String> environment() {
    final Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", check.searchPath());
    variables.put("HAPROXY_SERVER_ADDR", address());
    variables.put("HAPROXY_SERVER_PORT", port().orElse(""));
    subject()
        .ifPresent(subject -> {
          final Server server = subject.server();
          variables.put("HAPROXY_PROXY_NAME", subject.proxy());
          variables.put("HAPROXY_PROXY_ADDR", subject.proxyAddress().orElse(""));
          variables.put("HAPROXY_PROXY_PORT", subject.proxyPort().orElse(""));
          variables.put("HAPROXY_SERVER_NAME", server.name());
          variables.put("HAPROXY_SERVER_MAXCONN", Integer.toString(server.config().maxconn()));
          variables.put("HAPROXY_SERVER_CURCONN", Integer.toString(server.served()));
        });
    return variables;
  }

  private Optional<Target.Subject> subject() {
    return target.subject();
  }

  private String address() {
    return switch (target.address()) {
      case InetSocketAddress inet when inet.isUnresolved() -> inet.getHostString();
      case InetSocketAddress inet -> NetUtil.toAddressString(inet.getAddress());
      case DomainSocketAddress unix -> unix.path();
      default -> target.address().toString();
    };
  }

  private Optional<String> port() {
    return target.address() instanceof InetSocketAddress inet
        ? Optional.of(Integer.toString(inet.getPort()))
        : Optional.empty();
  }
}
