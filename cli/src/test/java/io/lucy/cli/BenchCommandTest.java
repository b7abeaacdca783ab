package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lucy.engine.architecture.Family;
import io.lucy.engine.data.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  private static final List<String> ALL = List.of("east", "north", "south", "west");

  @TempDir private static Path home;

  @BeforeAll
  static void makeZooAndImages() {
    StripedImages.addNetwork(
        home.resolve("zoo"), "first", Family.RESNET, ALL, List.of("east", "north"));
    StripedImages.addNetwork(
        home.resolve("zoo"), "second", Family.VGG, ALL, List.of("south", "west"));
    SafetensorsFile.write(StripedImages.of(ALL, ALL, 30, 5), home.resolve("train.safetensors"));
    SafetensorsFile.write(StripedImages.of(ALL, ALL, 25, 6), home.resolve("test.safetensors"));
  }

  @Test
  void comparesClonesWithTheirRivals() {
    CommandLineRun run = compare("--test", home.resolve("test.safetensors"), "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode figures = run.json();
    assertThat(figures.at("/methods").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "target",
            "ensemble",
            "ensemble_softmax",
            "ensemble_calibrated",
            "ensemble_averaged",
            "concat_logistic",
            "finetune_replay",
            "lwf",
            "clone_unmasked",
            "clone");
    for (JsonNode method : figures.get("methods")) {
      assertThat(method.fieldNames()).toIterable().containsExactly("all", "target", "new");
      assertThat(method.at("/new/mean").asDouble()).isBetween(0.0, 1.0);
      assertThat(method.at("/new/std").asDouble()).isGreaterThanOrEqualTo(0);
    }
    assertThat(figures.at("/methods/target/new/mean").asDouble()).isZero();
    for (String learnt : List.of("concat_logistic", "finetune_replay", "lwf", "clone")) {
      assertThat(figures.at("/methods/" + learnt + "/new/mean").asDouble())
          .as("new labels of " + learnt)
          .isGreaterThan(0.4);
    }
    assertThat(figures.get("kept_filters").asDouble()).isBetween(0.01, 1.0);
    assertThat(figures.get("kept_flops").asDouble()).isBetween(0.01, 1.0);
    assertThat(figures.get("similarity").asDouble()).isBetween(-1.0, 1.0);
    assertThat(figures.at("/position/0/source").asText()).isEqualTo("second");
    assertThat(figures.get("build_seconds").asDouble()).isPositive();
    assertThat(figures.has("peak_rss_bytes")).isTrue();
    assertThat(figures.get("path_id").asText()).matches("[0-9a-f]{64}");
    assertThat(figures.get("path_bytes").asInt()).isPositive();
    assertThat(figures.get("test_images").asInt()).isEqualTo(100);
    assertThat(figures.at("/runs/0/learning_rates").fieldNames())
        .toIterable()
        .containsExactly("finetune_replay", "lwf");
  }

  @Test
  void comparesOnlyTheMethodsThatAreAskedFor() {
    CommandLineRun run =
        compare(
            "--test",
            home.resolve("test.safetensors"),
            "--methods",
            "ensemble_averaged, clone_unmasked",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().at("/methods").fieldNames())
        .toIterable()
        .containsExactly("ensemble_averaged", "clone_unmasked", "clone");
    assertThat(run.json().at("/runs/0/learning_rates")).isEmpty();
  }

  @Test
  void refusesAMethodThatIsNotThere() {
    CommandLineRun run = compare("--methods", "clone,distil");

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("method: distil")
        .contains("concat_logistic, finetune_replay, lwf, clone_unmasked, clone")
        .contains("ARGUMENT_INVALID");
  }

  @Test
  void wantsImagesToJudgeOn() {
    CommandLineRun run = compare();

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("no test part").contains("--test").contains("DATASET_INVALID");
  }

  @Test
  void refusesALabelThatNoneOfTheNetworksKnows() {
    CommandLineRun run = compare("--labels", "east,up");

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("'up'").contains("LABEL_INVALID");
  }

  @Test
  void timesGradientsWithoutPyTorch() {
    CommandLineRun run =
        CommandLineRun.in(home)
            .run("bench", "gradient", "--no-torch", "--batch", 2, "--bursts", 1, "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().get("network").asText()).isEqualTo("resnet20");
    assertThat(run.json().get("masks").asInt()).isEqualTo(21);
    assertThat(run.json().get("lucy_millis").asDouble()).isPositive();
    assertThat(run.json().get("ratio").isNull()).isTrue();
  }

  @Test
  void saysWhenAnInterpreterHasNoPyTorch() {
    CommandLineRun run =
        CommandLineRun.in(home)
            .run("bench", "gradient", "--python", "/bin/true", "--batch", 2, "--bursts", 1);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("not installed: /bin/true has no PyTorch");
  }

  private static CommandLineRun compare(Object... more) {
    Object[] first = {
      "bench",
      "clone",
      "--zoo",
      home.resolve("zoo"),
      "--data",
      home.resolve("train.safetensors"),
      "--target",
      "first",
      "--source",
      "second",
      "--per-class",
      20,
      "--seeds",
      1,
      "--epochs",
      40,
      "--no-mirror"
    };
    List<Object> args = new ArrayList<>(List.of(first));
    args.addAll(List.of(more));
    if (!args.contains("--labels")) {
      args.addAll(List.of("--labels", "east,north,south,west"));
    }
    return CommandLineRun.in(home).run(args.toArray());
  }
}
