package io.lucy.engine.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.progress.Progress;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTrainerTest {
  @ParameterizedTest
  @EnumSource
  void learnsToTellStripesApart(Family family) {
    Dataset train = Stripes.of(240, 1, 16, 1);
    TrainedNetwork network = train(train, options(family, 6));

    assertThat(network.accuracy(Stripes.of(120, 1, 16, 2))).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @EnumSource
  void writesAnOrdinaryFileForAnySizeAndNumberOfChannels(Family family) {
    TrainedNetwork network = train(Stripes.of(12, 3, 21, 1), options(family, 1));

    Graph graph = OnnxReader.read(network.model());
    assertThat(graph.input().shape()).isEqualTo(Shape.of(Shape.BATCH, 3, 21, 21));
    assertThat(graph.output().shape()).isEqualTo(Shape.of(Shape.BATCH, 3));
    assertThat(graph.output().name()).startsWith("fc");
    boolean normalised = network.graph().nodes().stream().anyMatch(NetworkTrainerTest::isBatchNorm);
    assertThat(normalised).isEqualTo(family != Family.LENET5);
  }

  @Test
  void givesEqualBytesForEqualSeedsAndOthersForOthers() {
    Dataset train = Stripes.of(60, 1, 12, 1);
    NetworkOptions options = options(Family.RESNET, 1);
    byte[] model = train(train, options).model();

    assertThat(train(train, options).model()).isEqualTo(model);
    assertThat(train(train, withSeed(options, 2)).model()).isNotEqualTo(model);
  }

  @Test
  void givesEqualBytesForAnyNumberOfThreads() throws Exception {
    assertThat(digestWithProcessors(1)).hasSize(64).isEqualTo(digestWithProcessors(3));
  }

  @Test
  void stopsWithinOneStepOfBeingCancelled() {
    Cancellation cancellation = new Cancellation();
    List<Long> steps = new ArrayList<>();
    ProgressListener listener =
        progress -> {
          if (progress instanceof Progress.Step step) {
            steps.add(step.done());
            if (step.done() == 3) {
              cancellation.cancel();
            }
          }
        };
    assertThatThrownBy(
            () ->
                NetworkTrainer.train(
                    Stripes.of(60, 1, 12, 1), options(Family.LENET5, 9), listener, cancellation))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
    assertThat(steps).containsExactly(1L, 2L, 3L);
  }

  @Test
  void refusesSamplesWithoutLabels() {
    assertThatThrownBy(() -> train(Stripes.of(12, 1, 12, 1).unlabelled(), options(Family.VGG, 1)))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LABEL_INVALID));
  }

  @Test
  void saysWhenTheLossIsNoLongerANumber() {
    NetworkOptions wild =
        new NetworkOptions(Family.LENET5, 4, 1, false, 30, 20, 10f, 1, 0, false, 1);
    assertThatThrownBy(() -> train(Stripes.of(60, 1, 12, 1), wild))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FINITE))
        .hasMessageContaining("learning rate");
  }

  /** Prints the digest of a network that it trains: {@link #digestWithProcessors} runs it. */
  public static void main(String[] args) {
    byte[] model = train(Stripes.of(100, 1, 16, 1), options(Family.MOBILENET, 1)).model();
    System.out.println(Sha256.hex(model));
  }

  private static String digestWithProcessors(int processors) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-XX:ActiveProcessorCount=" + processors,
                "-cp",
                System.getProperty("java.class.path"),
                NetworkTrainerTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String digest =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return digest;
  }

  private static TrainedNetwork train(Dataset data, NetworkOptions options) {
    return NetworkTrainer.train(data, options, ProgressListener.NONE, Cancellation.never());
  }

  @Test
  void halvesTheImagesOfAResnetWithAPooledStem() {
    NetworkOptions pooled =
        new NetworkOptions(Family.RESNET, 4, 1, true, 6, 20, 1e-2f, 0, 1, true, 1);
    TrainedNetwork network = train(Stripes.of(240, 1, 16, 1), pooled);

    assertThat(network.graph().shape("layer1.0.conv1").extent(2)).isEqualTo(8);
    assertThat(network.accuracy(Stripes.of(120, 1, 16, 2))).isGreaterThan(0.95);
  }

  private static NetworkOptions options(Family family, int epochs) {
    return new NetworkOptions(family, 4, 1, false, epochs, 20, 1e-2f, 0.01f, 1, true, 1);
  }

  private static NetworkOptions withSeed(NetworkOptions o, long seed) {
    return new NetworkOptions(
        o.family(),
        o.width(),
        o.blocks(),
        o.pooled(),
        o.epochs(),
        o.batch(),
        o.learningRate(),
        o.weightDecay(),
        o.shift(),
        o.flip(),
        seed);
  }

  private static boolean isBatchNorm(Node node) {
    return node.op().equals("BatchNormalization");
  }
}
