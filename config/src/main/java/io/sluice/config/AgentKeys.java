package io.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of {@code agent}. */
final class AgentKeys {
  static final Key<Integer> PORT =
      new Key<>(
          "port",
          Types.integer(1, 65_535),
          "required",
          "port",
          "9707",
          "Where the agent listens (HAProxy `agent-port`).");
  static final Key<String> ADDRESS =
      new Key<>(
          "address",
          KeyType.scalar(Addresses::host),
          "the server's",
          "host",
          "\"10.0.1.11\"",
          "Another host to ask (HAProxy `agent-addr`).");
  static final Key<Duration> INTER =
      new Key<>(
          "inter",
          Types.period(),
          "2s",
          "duration",
          "5s",
          "Time between two questions (HAProxy `agent-inter`).");
  static final Key<String> SEND =
      new Key<>(
          "send",
          Types.text(Pattern.compile("(?s).{1,4096}"), "is empty or longer than 4096 characters"),
          "nothing",
          "text",
          "\"nova\\n\"",
          "What the agent is sent first, as it stands (HAProxy `agent-send`).");

  static final Table TABLE = new Table("agent", "an agent", List.of(PORT, ADDRESS, INTER, SEND));
  static final Key<AgentSpec> AGENT =
      new Key<>(
          "agent",
          AgentSpec::read,
          "off",
          "`off`, or a section",
          "{ port = 9707 }",
          "The agent beside each server that is asked how it does (HAProxy `agent-check`).");

  private AgentKeys() {}
}
