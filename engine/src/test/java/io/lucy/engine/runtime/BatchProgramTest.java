package io.lucy.engine.runtime;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.Reason;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchProgramTest {
  private static final int SIZE = 28 * 28;

  private static Graph graph;
  private static BatchProgram program;

  @BeforeAll
  static void compile() throws IOException {
    Path zoo = Path.of("..", "demo", "zoo");
    graph = OnnxReader.read(Files.readAllBytes(zoo.resolve("mnist-middle-resnet/1/model.onnx")));
    program = new BatchProgram(graph);
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void answersAsForwardDoesForEverySizeOfBatch() {
    for (int samples : new int[] {1, 2, 7, 33, 64}) {
      float[] pixels = pixels(samples);
      assertThat(program.run(direct(pixels), samples, Cancellation.never()))
          .as("batch of " + samples)
          .isEqualTo(forward(pixels, samples));
    }
  }

  @Test
  void answersFromManyThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (int samples = 1; samples <= 16; samples++) {
        float[] pixels = pixels(samples);
        float[] expected = forward(pixels, samples);
        int count = samples;
        runs.add(
            () ->
                Arrays.equals(program.run(direct(pixels), count, Cancellation.never()), expected));
      }
      for (Future<Boolean> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void stopsWithinARun() {
    Cancellation cancellation = new Cancellation();
    int samples = 20_000;
    FloatBuffer pixels = direct(pixels(samples));
    Thread impatient =
        new Thread(
            () -> {
              while (!isWaitingFor(cancellation)) {
                Thread.onSpinWait();
              }
              cancellation.cancel();
            });
    impatient.start();
    refused(() -> program.run(pixels, samples, cancellation), Reason.CANCELLED, "cancelled");
    assertThat(isWaitingFor(cancellation)).isFalse();
  }

  @Test
  void refusesANumberOfValuesThatIsNotThatOfTheSamples() {
    assertThatThrownBy(() -> program.run(direct(new float[SIZE]), 2, Cancellation.never()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("784");
  }

  private static boolean isWaitingFor(Cancellation cancellation) {
    return cancellation.hasHooks();
  }

  private static float[] forward(float[] pixels, int samples) {
    BatchSource source = (sample, target) -> target.put(pixels, sample * SIZE, SIZE);
    return Forward.run(graph, source, samples, Cancellation.never()).values().iterator().next();
  }

  private static float[] pixels(int samples) {
    Random random = new Random(samples);
    float[] pixels = new float[samples * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  private static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(4 * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(values)
        .flip();
  }
}
