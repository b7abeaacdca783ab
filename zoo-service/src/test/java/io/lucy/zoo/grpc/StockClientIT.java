package io.lucy.zoo.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lucy.engine.compose.Assembly;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.zoo.DemoClones;
import io.lucy.zoo.DemoZoo;
import io.lucy.zoo.inference.ServingLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that nobody here wrote, where Python has them: in the interpreter that {@code
 * LUCY_PYTHON} names, or else in {@code python3}.
 */
class StockClientIT {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("LUCY_PYTHON")).orElse("python3");
  private static final Dataset IMAGES = DemoZoo.data("mnist-test");
  private static final int SAMPLES = 12;

  @TempDir private Path folder;
  @TempDir private Path files;
  private ServedZoo served;

  @BeforeEach
  void serve() {
    served = new ServedZoo(folder, ServingLimits.DEFAULT, DemoClones.TARGET, DemoClones.SOURCE);
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "digits", DemoClones.MASKED));
    served.catalog.caughtUp();
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void servesACloneToTritonsClient() throws Exception {
    assumeThat(run("-c", "import tritonclient.grpc")).as("tritonclient in " + PYTHON).isEmpty();
    assertThat(runWithClone("triton_client.py")).isEqualTo("ok");
  }

  @Test
  void servesACloneToTheClientOfKserve() throws Exception {
    assumeThat(run("-c", "from kserve import InferenceGRPCClient"))
        .as("kserve in " + PYTHON)
        .isEmpty();
    assertThat(runWithClone("kserve_client.py")).isEqualTo("ok");
  }

  private String runWithClone(String script) throws Exception {
    Graph graph =
        Assembly.of(ClonePathCodec.decode(DemoClones.MASKED), DemoClones.NETWORKS::resolve);
    float[] logits =
        Forward.run(
                graph,
                (sample, target) ->
                    IMAGES.copyPixels(
                        sample,
                        DemoClones.NETWORKS.load(DemoClones.TARGET).normalisation(),
                        target),
                SAMPLES,
                Cancellation.never())
            .get(Assembly.LOGITS);
    Path expected = files.resolve("logits");
    Files.write(expected, Requests.littleEndian(logits).toByteArray());
    Path pixels = files.resolve("pixels");
    Files.write(pixels, Requests.raw("", IMAGES, SAMPLES).getRawInputContents(0).toByteArray());
    return run(
        Path.of("src", "test", "python", script).toString(),
        "127.0.0.1:" + served.port(),
        "digits",
        pixels.toString(),
        expected.toString());
  }

  /** What a Python program prints, or why it could not. */
  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(Arrays.asList(arguments));
    Path output = files.resolve("output");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException noPython) {
      return String.valueOf(noPython.getMessage());
    }
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("not within 120 s: " + command);
    }
    return Files.readString(output).strip();
  }
}
