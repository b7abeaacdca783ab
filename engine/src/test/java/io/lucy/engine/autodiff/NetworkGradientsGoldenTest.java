package io.lucy.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.runtime.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks, against what PyTorch computed; see {@code record_gradients.py}. */
class NetworkGradientsGoldenTest {
  private static final String GRADIENT = "gradient/";
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet",
        "vgg",
        "resnet-conv",
        "resnet-pad",
        "densenet",
        "mobilenet",
        "squeezenet"
      })
  void agreesWithPyTorch(String name) throws IOException {
    Map<String, float[]> recorded = recorded(name);
    Graph graph = OnnxReader.read(bytes(name + ".onnx")).withBatch(3);
    List<String> variables =
        recorded.keySet().stream()
            .filter(key -> key.startsWith(GRADIENT))
            .map(key -> key.substring(GRADIENT.length()))
            .toList();
    Graph backward = ReverseMode.differentiate(graph, Map.of("logits", "seed"), variables);

    try (Program program = new Program(backward)) {
      program.set("input", recorded.get("input"));
      program.set("seed", recorded.get("seed"));
      program.run();
      assertClose("logits", program.get("logits"), recorded.get("logits"));
      for (String variable : variables) {
        float[] gradient = program.get(ReverseMode.gradientName(variable));
        assertClose(variable, gradient, recorded.get(GRADIENT + variable));
      }
    }
  }

  private static void assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest =
        IntStream.range(0, expected.length)
            .mapToDouble(i -> expected[i])
            .map(Math::abs)
            .max()
            .orElse(0);
    double difference =
        IntStream.range(0, expected.length)
            .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
            .max()
            .orElse(0);
    assertThat(largest).as("largest element of the gradient of %s", what).isPositive();
    assertThat(difference / largest).as("relative difference of %s", what).isLessThan(TOLERANCE);
  }

  private static Map<String, float[]> recorded(String name) throws IOException {
    FloatBuffer data =
        ByteBuffer.wrap(bytes(name + ".f32")).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    Map<String, float[]> tensors = new LinkedHashMap<>();
    String index = new String(bytes(name + ".txt"), StandardCharsets.UTF_8);
    for (String line : index.lines().toList()) {
      String[] words = line.split(" ");
      int elements = 1;
      for (int i = 1; i < words.length; i++) {
        elements *= Integer.parseInt(words[i]);
      }
      float[] tensor = new float[elements];
      data.get(tensor);
      tensors.put(words[0], tensor);
    }
    assertThat(data.hasRemaining()).isFalse();
    return tensors;
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in =
        NetworkGradientsGoldenTest.class.getResourceAsStream("/gradients/" + file)) {
      return in.readAllBytes();
    }
  }
}
