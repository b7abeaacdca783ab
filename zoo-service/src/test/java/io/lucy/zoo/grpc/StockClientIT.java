package io.lucy.zoo.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.compose.Assembly;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.testing.ProgramRun;
import io.lucy.zoo.DemoClones;
import io.lucy.zoo.DemoZoo;
import io.lucy.zoo.inference.ServingLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    require("tritonclient[grpc]", "import tritonclient.grpc");
    assertThat(runWithClone("triton_client.py")).isEqualTo("ok");
  }

  @Test
  void servesACloneToTheClientOfKserve() throws Exception {
    require("kserve", "from kserve import InferenceGRPCClient");
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
    return ProgramRun.of(
            PYTHON,
            Path.of("src", "test", "python", script).toString(),
            "127.0.0.1:" + served.port(),
            "digits",
            pixels.toString(),
            expected.toString())
        .orFail()
        .out()
        .strip();
  }

  private static void require(String library, String probe) {
    ProgramRun.require(
        "pip install '"
            + library
            + "' in a virtual environment, and name its Python in LUCY_PYTHON",
        PYTHON,
        "-c",
        probe);
  }
}
