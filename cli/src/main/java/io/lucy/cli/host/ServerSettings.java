package io.lucy.cli.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What an {@link EmbeddedServer} is started with.
 *
 * @param properties the services' configuration, by its names: {@code lucy.port} and so on; it
 *     comes before the environment and the system properties
 */
public record ServerSettings(Map<String, String> properties) {

  public ServerSettings {
    properties = Map.copyOf(properties);
  }

  /** For this process alone: on the loopback address and any free port, and quiet. */
  public static ServerSettings loopback(Path dataDirectory, Path zoo) {
    return new ServerSettings(
        Map.of(
            "lucy.host", "127.0.0.1",
            "lucy.port", "0",
            "lucy.data-dir", dataDirectory.toAbsolutePath().toString(),
            "lucy.zoo", zoo.toAbsolutePath().toString(),
            "quarkus.log.level", "WARN",
            // Thrown, too, and in fewer words.
            "quarkus.log.category.\"io.quarkus.grpc.runtime.GrpcServerRecorder\".level", "OFF"));
  }

  /** These, but listening on {@code host} and {@code port}. */
  public ServerSettings at(String host, int port) {
    return with("lucy.host", host).with("lucy.port", String.valueOf(port));
  }

  /** These, and one more property or another value for it. */
  public ServerSettings with(String property, String value) {
    Map<String, String> changed = new HashMap<>(properties);
    changed.put(property, value);
    return new ServerSettings(changed);
  }
}
