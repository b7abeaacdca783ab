package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.engine.zoo.ZooWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooCommandTest {
  @TempDir private Path home;

  @Test
  void listsTheBundledZooAsJson() {
    ZooEntry entry = addNetwork(home.resolve("demo/zoo"), "shoes", List.of("sneaker", "boot"));

    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--json");

    assertThat(run.status()).isZero();
    assertThat(run.json()).hasSize(1);
    JsonNode row = run.json().get(0);
    assertThat(row.fieldNames())
        .toIterable()
        .containsExactly("name", "version", "family", "labels", "accuracy", "digest", "bytes");
    assertThat(row.get("name").asText()).isEqualTo("shoes");
    assertThat(row.get("version").asInt()).isEqualTo(1);
    assertThat(row.get("family").asText()).isEqualTo("linear");
    assertThat(row.get("labels").get(1).asText()).isEqualTo("boot");
    assertThat(row.get("accuracy").asDouble()).isEqualTo(0.875);
    assertThat(row.get("digest").asText()).isEqualTo(entry.digest());
    assertThat(row.get("bytes").asLong()).isEqualTo(entry.sizeBytes());
  }

  @Test
  void listsAZooAsATable() {
    addNetwork(home.resolve("z"), "shoes", List.of("sneaker", "boot"));

    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--zoo", home.resolve("z"));

    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            heading -> assertThat(heading).startsWith("NAME   VERSION  FAMILY  ACCURACY"),
            row -> assertThat(row).startsWith("shoes        1  linear    87.5 %"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void readsTheZooThatTheEnvironmentNames() {
    addNetwork(home.resolve("mine"), "shoes", List.of("sneaker"));
    addNetwork(home.resolve("demo/zoo"), "bundled", List.of("sneaker"));

    CommandLineRun run =
        CommandLineRun.in(home).with("LUCY_ZOO", home.resolve("mine")).run("zoo", "list", "--json");

    assertThat(run.json().findValuesAsText("name")).containsExactly("shoes");
  }

  @Test
  void listsOldVersionsOnlyIfAsked() {
    Path zoo = home.resolve("z");
    addNetwork(zoo, "shoes", List.of("sneaker"));
    ZooWriter.add(zoo, "shoes", List.of("sneaker"), network(2, 1), NetworkCard.NONE);

    CommandLineRun newest = CommandLineRun.in(home).run("zoo", "list", "--zoo", zoo, "--json");
    CommandLineRun all =
        CommandLineRun.in(home).run("zoo", "list", "--zoo", zoo, "--json", "--all-versions");

    assertThat(newest.json().findValuesAsText("version")).containsExactly("2");
    assertThat(all.json().findValuesAsText("version")).containsExactly("2", "1");
  }

  @Test
  void warnsOfWhatBreaksTheLayoutAndListsTheRest() throws IOException {
    Path zoo = home.resolve("z");
    addNetwork(zoo, "shoes", List.of("sneaker"));
    Files.createDirectories(zoo.resolve("broken/1"));

    CommandLineRun run = CommandLineRun.in(home).run("zoo", "list", "--zoo", zoo, "--json");

    assertThat(run.status()).isZero();
    assertThat(run.json().findValuesAsText("name")).containsExactly("shoes");
    assertThat(run.err()).startsWith("warning: ").contains("broken");
  }

  @Test
  void namesAFileThatIsNotTheRecordedOne() throws IOException {
    Path zoo = home.resolve("z");
    addNetwork(zoo, "good", List.of("boot"));
    ZooEntry changed = addNetwork(zoo, "shoes", List.of("sneaker", "boot"));
    Files.write(changed.path(), network(1, 3));

    CommandLineRun list = CommandLineRun.in(home).run("zoo", "list", "--zoo", zoo, "--json");
    CommandLineRun show = CommandLineRun.in(home).run("zoo", "show", "--zoo", zoo, "shoes");

    assertThat(list.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(list.json().findValuesAsText("name")).containsExactly("good");
    assertThat(list.err()).contains("model.onnx", changed.digest(), "[DIGEST_MISMATCH]");
    assertThat(show.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(show.err()).contains("error: ", "model.onnx", changed.digest());
    assertThat(show.out()).isEmpty();
  }

  @Test
  void showsANetworkByTheFirstDigitsOfItsDigest() {
    Path zoo = home.resolve("z");
    ZooEntry entry = addNetwork(zoo, "shoes", List.of("sneaker", "boot"));

    CommandLineRun text =
        CommandLineRun.in(home).run("zoo", "show", "--zoo", zoo, entry.digest().substring(0, 8));
    CommandLineRun json =
        CommandLineRun.in(home).run("zoo", "show", "shoes/1", "--zoo", zoo, "--json");

    assertThat(text.out()).contains("shoes/1").contains(entry.digest()).contains("sneaker, boot");
    assertThat(json.json().get("digest").asText()).isEqualTo(entry.digest());
    assertThat(json.json().at("/card/family").asText()).isEqualTo("linear");
  }

  @Test
  void addsANetworkWithItsCard() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    Path zoo = home.resolve("new/zoo");

    CommandLineRun added =
        add(file, zoo, "--labels", "T-shirt/top, a\\,b", "--mean", "0.5,0.4,0.3", "--std", "1,2,3");
    CommandLineRun shown =
        CommandLineRun.in(home).run("zoo", "show", "net", "--zoo", zoo, "--json");

    assertThat(added.status()).as(added.err()).isZero();
    assertThat(added.out()).startsWith("added net/1 to ");
    assertThat(shown.json().get("labels").toString()).isEqualTo("[\"T-shirt/top\",\"a,b\"]");
    assertThat(shown.json().at("/card/normalisation/std").toString()).isEqualTo("[1.0,2.0,3.0]");
    assertThat(Files.readAllBytes(zoo.resolve("net/1/model.onnx")))
        .isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void saysThatItAssumesPlainPixels() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));

    CommandLineRun plain = add(file, home.resolve("a"), "--labels", "a,b", "--json");
    CommandLineRun given =
        add(file, home.resolve("b"), "--labels", "a,b", "--mean", "0", "--std", "1");

    assertThat(plain.status()).isZero();
    assertThat(plain.err()).startsWith("note: ").contains("pixels / 255", "--mean");
    assertThat(plain.json().get("name").asText()).isEqualTo("net");
    assertThat(given.err()).isEmpty();
  }

  @Test
  void refusesToAddWhatIsNoNetwork() throws IOException {
    Path file = Files.writeString(home.resolve("net.onnx"), "no network");
    assertRefused(add(file, home.resolve("z"), "--labels", "a,b"), "MODEL_INVALID");
  }

  @Test
  void refusesTextOfSeveralLines() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    Path zoo = home.resolve("z");
    assertRefused(add(file, zoo, "--labels", "a,b", "--family", "res\nnet"), "ARGUMENT_INVALID");
    assertRefused(add(file, zoo, "--labels", "a,b", "--licence", "\u001b[2J"), "ARGUMENT_INVALID");
    assertRefused(add(file, zoo, "--labels", "a,b\nc"), "LABEL_INVALID");
  }

  @Test
  void refusesToAddAMissingFile() {
    assertRefused(add(home.resolve("gone.onnx"), home.resolve("z"), "--labels", "a"), "NOT_FOUND");
  }

  @Test
  void refusesToAddWithTooFewLabels() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    assertRefused(add(file, home.resolve("z"), "--labels", "a"), "LABEL_INVALID");
  }

  @Test
  void refusesToAddWithALabelTwice() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    assertRefused(add(file, home.resolve("z"), "--labels", "a,a"), "LABEL_INVALID");
  }

  @Test
  void refusesMeansForOtherChannels() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    assertRefused(
        add(file, home.resolve("z"), "--labels", "a,b", "--mean", "0,0", "--std", "1,1"),
        "ARGUMENT_INVALID");
  }

  @Test
  void takesMeansOnlyWithDeviations() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    CommandLineRun run = add(file, home.resolve("z"), "--labels", "a,b", "--mean", "0");
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("--std");
  }

  @Test
  void refusesListsWithEmptyItemsOrWithoutNumbers() throws IOException {
    Path file = Files.write(home.resolve("net.onnx"), network(3, 2));
    Path zoo = home.resolve("z");
    assertThat(add(file, zoo, "--labels", "a,,b").err()).contains("empty item");
    assertThat(add(file, zoo, "--labels", "a,b", "--mean", "x", "--std", "1").err())
        .contains("'x' is not a number");
  }

  private CommandLineRun add(Path file, Path zoo, Object... more) {
    Object[] args = new Object[more.length + 7];
    List<Object> first = List.of("zoo", "add", file, "--zoo", zoo, "--name", "net");
    System.arraycopy(first.toArray(), 0, args, 0, 7);
    System.arraycopy(more, 0, args, 7, more.length);
    return CommandLineRun.in(home).run(args);
  }

  private void assertRefused(CommandLineRun run, String reason) {
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).startsWith("error: ").contains("[" + reason + "]");
    assertThat(home.resolve("z")).doesNotExist();
  }

  private static ZooEntry addNetwork(Path zoo, String name, List<String> labels) {
    NetworkCard card =
        new NetworkCard(
            "linear",
            null,
            Normalisation.NONE,
            0.875,
            7L,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return ZooWriter.add(zoo, name, labels, network(1, labels.size()), card);
  }

  /** A linear classifier of 2x2 images. */
  private static byte[] network(int channels, int labels) {
    GraphBuilder builder = new GraphBuilder();
    Value images = builder.input("images", TensorType.floats(Shape.BATCH, channels, 2, 2));
    Value features = builder.add("Flatten", images);
    Value weights =
        builder.constant(
            Tensor.floats(Shape.of(4 * channels, labels), new float[4 * channels * labels]));
    builder.output("logits", builder.add("MatMul", features, weights));
    return OnnxWriter.bytes(builder.build());
  }
}
