package io.lucy.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ComposeFileTest {
  private static final Path FOLDER = Path.of("..", "deploy", "compose");

  private Map<String, Map<String, Object>> services = Map.of();

  @BeforeEach
  void read() throws IOException {
    String text = Files.readString(FOLDER.resolve("compose.yaml"));
    Map<String, Map<String, Map<String, Object>>> file =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    services = new HashMap<>(file.get("services"));
  }

  @Test
  void hasTheFourServicesWithKafkaAndRedis() {
    assertThat(services)
        .containsOnlyKeys("zoo", "localizer", "inserter", "transfer", "kafka", "redis");
    assertThat(services.get("kafka"))
        .containsEntry("image", "apache/kafka:" + AppInfoParser.getVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoo", "localizer", "inserter", "transfer"})
  void buildsAServiceFromItsFolder(String service) {
    Object build = services.get(service).get("build");

    assertThat(build)
        .asInstanceOf(MAP)
        .containsEntry("args", Map.of("SERVICE", service + "-service"));
    Path context = FOLDER.resolve(String.valueOf(((Map<?, ?>) build).get("context")));
    assertThat(context.resolve(service + "-service")).isDirectory();
    assertThat(context.resolve(String.valueOf(((Map<?, ?>) build).get("dockerfile"))))
        .isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoo", "localizer", "inserter", "transfer"})
  void configuresAServiceByVariablesThatItReads(String service) {
    assertThat(services.get(service).get("environment"))
        .asInstanceOf(MAP)
        .containsEntry("LUCY_KAFKA_BOOTSTRAP", "kafka:9092")
        .containsEntry("LUCY_REDIS_URI", "redis://redis:6379")
        .allSatisfy((name, value) -> assertThat(Settings.byVariable()).containsKey((String) name));
  }

  @Test
  void mountsTheZooReadOnly() {
    assertThat(services.get("zoo").get("volumes"))
        .asInstanceOf(LIST)
        .isEqualTo(List.of("${LUCY_ZOO_FOLDER:-../../demo/zoo}:/zoo:ro"));
  }
}
