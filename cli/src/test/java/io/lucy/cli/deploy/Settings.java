package io.lucy.cli.deploy;

import io.lucy.fabric.FabricSettings;
import io.lucy.fabric.work.WorkSettings;
import io.lucy.inserter.InserterSettings;
import io.lucy.localizer.LocalizerSettings;
import io.lucy.transfer.TransferSettings;
import io.lucy.zoo.ZooSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the services can be told by their environment. */
final class Settings {
  private static final List<Class<?>> MAPPINGS =
      List.of(
          FabricSettings.class,
          WorkSettings.class,
          ZooSettings.class,
          LocalizerSettings.class,
          InserterSettings.class,
          TransferSettings.class);

  private Settings() {}

  /** Variables with their defaults, if they have one. */
  static Map<String, Optional<String>> byVariable() {
    Map<String, Optional<String>> all = new TreeMap<>();
    for (Class<?> mapping : MAPPINGS) {
      String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
      for (Method setting : mapping.getMethods()) {
        Optional<String> byDefault =
            Optional.ofNullable(setting.getAnnotation(WithDefault.class)).map(WithDefault::value);
        all.put(variable(prefix + "." + name(setting)), byDefault);
      }
    }
    // Fabric's own properties, which no mapping reads.
    all.put("LUCY_HOST", Optional.of("127.0.0.1"));
    all.put("LUCY_PORT", Optional.of("9000"));
    return all;
  }

  private static String name(Method setting) {
    WithName given = setting.getAnnotation(WithName.class);
    return given != null
        ? given.value()
        : setting.getName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static String variable(String property) {
    return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
