package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooCheckCommandTest {
  @TempDir private Path home;

  @Test
  void passesANetworkAndShowsItsCuts() {
    Path file = TinyZoo.in(home).resolve("more/1/model.onnx");

    CommandLineRun text = check(file, "--labels", "checks,broad");
    CommandLineRun json = check(file, "--json");

    assertThat(text.status()).as(text.err()).isZero();
    assertThat(text.out()).contains("1x16x16").contains("CUT");
    assertThat(json.json().get("usable").asBoolean()).isTrue();
    assertThat(json.json().get("filters").asInt()).isPositive();
    assertThat(json.json().get("flops").asLong()).isPositive();
    assertThat(json.json().at("/cuts/0/shape").toString()).isEqualTo("[1,16,16]");
    assertThat(check(file, "--labels", "a,b,c").err()).contains("[LABEL_INVALID]", "2 outputs");
  }

  @Test
  void refusesWhatIsNoNetworkOrATruncatedOne() throws IOException {
    byte[] whole = Files.readAllBytes(TinyZoo.in(home).resolve("base/1/model.onnx"));
    Path half = Files.write(home.resolve("half.onnx"), Arrays.copyOf(whole, whole.length / 2));
    Path text = Files.writeString(home.resolve("text.onnx"), "no network");

    assertThat(check(text).status()).isEqualTo(ExitStatus.FAILED);
    assertThat(check(text).err()).contains("[MODEL_INVALID]");
    assertThat(check(half).err()).contains("[MODEL_INVALID]", "truncated");
    assertThat(check(home.resolve("gone.onnx")).err()).contains("[NOT_FOUND]");
  }

  @Test
  void failsWithoutAHeadAndSaysSo() throws IOException {
    GraphBuilder builder = new GraphBuilder();
    builder.output(
        "map",
        builder.add("Relu", builder.input("images", TensorType.floats(Shape.BATCH, 1, 4, 4))));
    Path file = Files.write(home.resolve("map.onnx"), OnnxWriter.bytes(builder.build()));

    CommandLineRun run = check(file, "--json");

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.json().get("usable").asBoolean()).isFalse();
    assertThat(run.json().at("/obstacles/0/reason").asText()).isEqualTo("NO_CLASSIFIER_HEAD");
    assertThat(run.err()).contains("[NO_CLASSIFIER_HEAD]");
  }

  private CommandLineRun check(Path file, Object... more) {
    Object[] words = new Object[more.length + 3];
    words[0] = "zoo";
    words[1] = "check";
    words[2] = file;
    System.arraycopy(more, 0, words, 3, more.length);
    return CommandLineRun.in(home).run(words);
  }
}
