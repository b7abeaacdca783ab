package io.lucy.engine.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.runtime.Program;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The networks and images that come with Lucy are what their cards say. */
class BundledZooTest {
  private static final Path DEMO = Path.of("..", "demo");
  private static final long MAX_ZOO_BYTES = 8 << 20;
  private static final long MAX_DATA_BYTES = 4 << 20;
  private static final int BATCH = 100;

  @Test
  void hasEightNetworksOfFourFamiliesWithinItsSize() throws IOException {
    List<ZooEntry> entries = entries();
    assertThat(entries).hasSizeGreaterThanOrEqualTo(8);
    assertThat(entries.stream().map(entry -> entry.card().family()).collect(Collectors.toSet()))
        .contains("lenet5", "vgg", "resnet", "mobilenet");
    assertThat(sizeBytes(DEMO.resolve("zoo"))).isLessThanOrEqualTo(MAX_ZOO_BYTES);
    assertThat(sizeBytes(DEMO.resolve("data"))).isLessThanOrEqualTo(MAX_DATA_BYTES);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void isAsGoodAsItsCardSays(ZooEntry entry) throws IOException {
    NetworkCard card = entry.card();
    assertThat(card.data().digest()).hasSize(64);
    assertThat(card.options()).containsKey("epochs");
    assertThat(card.versions()).containsKey("onnxruntime");
    assertThat(card.trainedSeconds()).isPositive();
    assertThat(card.model()).isEqualTo(new NetworkCard.Model(entry.digest(), entry.sizeBytes()));
    assertThat(entry.path().resolveSibling("card.json")).hasContent(card.toJson());

    String data = card.data().name().replace("-mnist", "");
    Dataset test = SafetensorsFile.read(DEMO.resolve("data").resolve(data + "-test.safetensors"));
    assertThat(accuracy(entry, test.withLabels(entry.labels())))
        .isBetween(card.accuracy() - 0.03, 1.0);
  }

  static List<ZooEntry> entries() {
    return Zoo.open(DEMO.resolve("zoo")).entries();
  }

  private static double accuracy(ZooEntry entry, Dataset test) throws IOException {
    Graph graph = OnnxReader.read(Files.readAllBytes(entry.path()));
    int labels = entry.labels().size();
    int right = 0;
    try (Program program = new Program(graph.withBatch(BATCH))) {
      for (int start = 0; start < test.size(); start += BATCH) {
        FloatBuffer images = program.input(graph.input().name());
        for (int i = 0; i < BATCH; i++) {
          test.copyPixels(start + i, entry.normalisation(), images);
        }
        program.run();
        float[] logits = program.get(graph.output().name());
        for (int i = 0; i < BATCH; i++) {
          right += best(logits, i * labels, labels) == test.label(start + i) ? 1 : 0;
        }
      }
    }
    return (double) right / test.size();
  }

  private static int best(float[] logits, int from, int labels) {
    int best = 0;
    for (int i = 1; i < labels; i++) {
      best = logits[from + i] > logits[from + best] ? i : best;
    }
    return best;
  }

  private static long sizeBytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
