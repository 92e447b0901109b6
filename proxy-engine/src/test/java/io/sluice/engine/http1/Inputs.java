package io.sluice.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;

/** The raw requests that other proxies were caught with. Latin 1 stands for bytes. */
final class Inputs {
  record Input(String id, String about, String bytes, Config right) {
    @Override
    public String toString() {
      return id + ": " + about;
    }
  }

  private Inputs() {}

  static List<Input> all() throws IOException {
    try (InputStream file = Inputs.class.getResourceAsStream("/http1/inputs.json")) {
      final String json = new String(file.readAllBytes(), UTF_8);
      return ConfigFactory.parseString("inputs: " + json).getConfigList("inputs").stream()
          .map(Inputs::input)
          .toList();
    }
  }

  private static Input input(final Config json) {
    return new Input(
        json.getString("id"),
        json.getString("about"),
        new String(HexFormat.of().parseHex(json.getString("hex")), ISO_8859_1),
        json.getConfig("right"));
  }
}
