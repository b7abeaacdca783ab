package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lucy.engine.architecture.Family;
import io.lucy.engine.data.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  private static final List<String> TOPS =
      List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat");
  private static final List<String> ALL =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Sneaker",
          "Shirt",
          "Bag");

  @TempDir private static Path home;

  @BeforeAll
  static void makeZooAndImages() throws Exception {
    Path zoo = home.resolve("demo/zoo");
    StripedImages.addNetwork(zoo, "fashion-tops-resnet", Family.RESNET, ALL, TOPS);
    StripedImages.addNetwork(
        zoo, "fashion-footwear-vgg", Family.VGG, ALL, List.of("Sandal", "Sneaker"));
    StripedImages.addNetwork(
        zoo, "fashion-bags-mobilenet", Family.MOBILENET, ALL, List.of("Shirt", "Bag"));
    Path data = Files.createDirectories(home.resolve("demo/data"));
    SafetensorsFile.write(
        StripedImages.of(ALL, ALL, 10, 5), data.resolve("fashion-calibration.safetensors"));
    SafetensorsFile.write(
        StripedImages.of(ALL, ALL, 10, 6), data.resolve("fashion-test.safetensors"));
  }

  @Test
  void tellsTheWholeStoryAsJson() {
    CommandLineRun run = CommandLineRun.in(home).run("demo", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode story = run.json();
    assertThat(story.get("labels")).hasSize(9);
    assertThat(story.get("target").asText()).isEqualTo("fashion-tops-resnet");
    assertThat(story.get("sources").toString())
        .isEqualTo("[\"fashion-footwear-vgg\",\"fashion-bags-mobilenet\"]");
    assertThat(story.get("methods").fieldNames())
        .toIterable()
        .containsExactly("target", "ensemble", "finetune_replay", "clone");
    for (JsonNode method : story.get("methods")) {
      assertThat(method.fieldNames()).toIterable().containsExactly("all", "target", "new");
    }
    assertThat(story.at("/methods/target/new").asDouble()).isZero();
    assertThat(story.at("/positions/0").fieldNames())
        .toIterable()
        .contains("source", "target_cut", "source_cut", "loss");
    assertThat(story.findValuesAsText("won")).filteredOn("true"::equals).hasSize(2);
    assertThat(story.get("kept_filters").asDouble()).isBetween(0.01, 1.0);
    assertThat(story.has("similarity")).isTrue();
    assertThat(story.get("path_id").asText()).matches("[0-9a-f]{64}");
    assertThat(story.get("path_bytes").asLong()).isLessThan(story.get("zoo_bytes").asLong());
    assertThat(story.get("removed_identical").asBoolean()).isTrue();
    assertThat(story.get("zoo_unchanged").asBoolean()).isTrue();
    assertThat(story.get("seconds").asDouble()).isPositive();
  }

  @Test
  void drawsBarsInEighthsOfAColumn() {
    assertThat(DemoText.bar(1)).isEqualTo("█".repeat(40));
    assertThat(DemoText.bar(0.5 + 1 / 80.0)).isEqualTo("█".repeat(20) + "▌");
    assertThat(DemoText.bar(0)).isEmpty();
  }

  @Test
  void namesTheImagesThatAreMissing() {
    CommandLineRun run = CommandLineRun.in(home).run("demo", "--data", home.resolve("elsewhere"));

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("fashion-calibration.safetensors").contains("[NOT_FOUND]");
  }
}
