package io.lucy.cli.host;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** What the command line decided; comes before the environment and the system properties. */
public final class HostConfigSource implements ConfigSource {
  private static final int BEFORE_SYSTEM_PROPERTIES = 500;

  private static volatile Map<String, String> settings = Map.of();

  static void use(Map<String, String> chosen) {
    settings = Map.copyOf(chosen);
  }

  @Override
  public Set<String> getPropertyNames() {
    return settings.keySet();
  }

  @Override
  public @Nullable String getValue(String property) {
    return settings.get(property);
  }

  @Override
  public String getName() {
    return "lucy command line";
  }

  @Override
  public int getOrdinal() {
    return BEFORE_SYSTEM_PROPERTIES;
  }
}
