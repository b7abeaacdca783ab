package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.path.ClonePathFile;
import io.lucy.engine.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneCommandTest {
  private static final String FOUR = "rows,columns,checks,broad";

  @TempDir private static Path shared;
  private static EmbeddedServer server;

  @TempDir private Path home;
  private Path data;
  private Zoo before;

  @BeforeAll
  static void startTheServices() {
    server =
        EmbeddedServer.start(ServerSettings.loopback(shared.resolve("data"), TinyZoo.in(shared)));
  }

  @AfterAll
  static void stopTheServices() {
    server.close();
  }

  @BeforeEach
  void makeSamples() {
    before = Zoo.open(shared.resolve("zoo"));
    data = TinyZoo.data(home, TinyZoo.samples(TinyZoo.LABELS, 12, 2));
  }

  @AfterEach
  void theZooIsWhatItWas() {
    before.verifyUnchanged();
  }

  @Test
  void createsShowsExtendsShrinksAndExportsAClone() throws IOException {
    Path path = home.resolve("first.clonepath");
    CommandLineRun created =
        create(FOUR, data, "--unmasked", "--source", "more", "--name", "first", "-o", path);
    assertThat(created.status()).as(created.err()).isZero();
    JsonNode first = created.json();
    assertThat(first.get("target").asText()).isEqualTo("base");
    assertThat(first.get("sources").toString()).isEqualTo("[\"more\"]");
    assertThat(first.get("positions").size()).isPositive();
    assertThat(first.get("path_bytes").asLong()).isLessThan(first.get("zoo_bytes").asLong());
    assertThat(ClonePathFile.read(path).path().id()).isEqualTo(first.get("id").asText());
    Path again = home.resolve("again.clonepath");
    assertThat(lucy("path", "export", "first", "-o", again).status()).isZero();
    assertThat(path).hasSameBinaryContentAs(again);

    CommandLineRun extended =
        lucy(
            "clone",
            "extend",
            "first",
            "--source",
            "last",
            "--data",
            data,
            "--unmasked",
            "--position",
            "0,0",
            "--name",
            "second",
            "--json");
    assertThat(extended.status()).as(extended.err()).isZero();
    assertThat(extended.json().get("parent_id")).isEqualTo(first.get("id"));
    assertThat(extended.json().get("labels").size()).isEqualTo(5);

    JsonNode shown = lucy("clone", "show", "second", "--json").json();
    assertThat(shown.get("modules").size()).isEqualTo(2);
    assertThat(shown.at("/modules/1/kept_filters")).isEqualTo(shown.at("/modules/1/filters"));
    assertThat(shown.at("/modules/1/kept_flops").asDouble()).isEqualTo(1);
    assertThat(lucy("clone", "show", path).out()).contains(first.get("id").asText(), "base");

    JsonNode restored = lucy("clone", "shrink", "second", "--json").json();
    assertThat(restored.get("restored").asBoolean()).isTrue();
    assertThat(restored.get("id")).isEqualTo(first.get("id"));

    CommandLineRun refitted =
        lucy("clone", "shrink", "second", "--source", "more", "--data", data, "--json");
    assertThat(refitted.status()).as(refitted.err()).isZero();
    assertThat(refitted.json().get("sources").toString()).isEqualTo("[\"last\"]");
    assertThat(refitted.json().get("labels").toString()).contains("flat").contains("checks");

    Path exported = home.resolve("second.onnx");
    assertThat(lucy("clone", "export", "second", "-o", exported).status()).isZero();
    byte[] bytes = Files.readAllBytes(exported);
    Graph graph = OnnxReader.read(bytes);
    assertThat(graph.output().shape().extent(1)).isEqualTo(5);
    assertThat(lucy("clone", "export", "second", "-o", exported).status()).isZero();
    assertThat(Files.readAllBytes(exported)).isEqualTo(bytes);

    assertThat(lucy("clone", "shrink", path, "--name", "bare").status()).isZero();
    assertThat(lucy("clone", "export", "bare", "-o", exported).out()).contains("the target itself");
    assertThat(Sha256.hexOfFile(exported)).isEqualTo(before.find("base").digest());
    assertThat(lucy("clone", "list", "--json").json().findValuesAsText("name"))
        .contains("first", "second", "bare");
    assertThat(hiddenFiles()).isEmpty();
  }

  @Test
  void createsAMaskedCloneAndItsEqualFromAnEqualSeed() {
    CommandLineRun run = create(FOUR, data, "--budget", "0.5", "--position", "1,1");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode one = run.json();
    JsonNode two = create(FOUR, data, "--budget", "0.5", "--position", "1,1").json();
    assertThat(one.get("id")).isNotNull().isEqualTo(two.get("id"));
    assertThat(one.at("/modules/0/kept_filters").asDouble()).isBetween(0.1, 0.75);
    assertThat(one.at("/positions/0/target_cut").asInt()).isEqualTo(1);
  }

  @Test
  void createsACloneFromSamplesWithoutLabels() {
    Dataset unlabelled = TinyZoo.samples(TinyZoo.LABELS.subList(0, 4), 12, 2).unlabelled();
    CommandLineRun run =
        create(FOUR, TinyZoo.data(home, unlabelled), "--unmasked", "--position", "0,0");
    assertThat(run.status()).as(run.err()).isZero();
  }

  @Test
  void refusesANameThatAnotherCloneHas() {
    create(FOUR, data, "--unmasked", "--position", "0,0", "--name", "c");
    CommandLineRun run =
        create(
            FOUR,
            data,
            "--unmasked",
            "--position",
            "0,0",
            "--seed",
            "2",
            "--per-class",
            "9",
            "--name",
            "c");
    assertRefused(run, "ALREADY_EXISTS", "'c'");
  }

  @Test
  void refusesBadLabels() {
    assertRefused(create("rows,columns,zebra", data), "LABEL_INVALID", "'zebra'", "known: broad");
    assertRefused(create("rows,broad,rows", data), "LABEL_INVALID", "'rows'");
    assertRefused(create("rows,columns", data), "ARGUMENT_INVALID", "knows all these labels");
  }

  @Test
  void refusesDataThatDoesNotFit() {
    List<String> three = TinyZoo.LABELS.subList(0, 3);
    List<String> four = TinyZoo.LABELS.subList(0, 4);
    Path missing = TinyZoo.data(home, TinyZoo.samples(three, 9, 2));
    Path one = TinyZoo.data(home, TinyZoo.samples(four, 9, 2).select(new int[] {0}));
    Path colour = TinyZoo.data(home, TinyZoo.samples(four, 9, 2, new ImageShape(3, 16, 16)));
    Path large = TinyZoo.data(home, TinyZoo.samples(four, 9, 2, new ImageShape(1, 28, 28)));
    assertRefused(create(FOUR, missing), "LABEL_INVALID", "'broad'");
    assertRefused(create(FOUR, one), "TOO_FEW_SAMPLES", "'rows'", "1 sample");
    assertRefused(create("rows,broad", one, "--per-class", "5"), "TOO_FEW_SAMPLES", "'rows'");
    assertRefused(create(FOUR, colour), "DATASET_INVALID", "3x16x16", "1x16x16");
    assertRefused(create(FOUR, large, "--target", "base"), "DATASET_INVALID", "1x28x28", "base");
    assertRefused(create(FOUR, home.resolve("gone")), "NOT_FOUND", "gone");
    assertRefused(
        lucy("clone", "create", "--labels", FOUR, "--json"), "ARGUMENT_INVALID", "--data");
  }

  @Test
  void refusesBadOptions() {
    assertRefused(create(FOUR, data, "--budget", "0"), "ARGUMENT_INVALID", "budget");
    assertRefused(create(FOUR, data, "--position", "99,0"), "ARGUMENT_INVALID", "99");
    assertRefused(create(FOUR, data, "--name", "a/b"), "ARGUMENT_INVALID", "a/b");
    assertRefused(create(FOUR, data, "--source", "base"), "ARGUMENT_INVALID", "twice");
    assertThat(create(FOUR, data, "--position", "1").status()).isEqualTo(ExitStatus.USAGE);
    assertThat(create(FOUR, data, "--positions", "some").status()).isEqualTo(ExitStatus.USAGE);
    assertRefused(lucy("clone", "show", "nothing", "--json"), "NOT_FOUND", "nothing");
  }

  @Test
  void noticesAStoreThatTakesNoFilesBeforeItReadsTheData() throws IOException {
    Path file = Files.write(home.resolve("file"), new byte[1]);

    for (CommandLineRun run :
        List.of(
            alone(
                "clone", "create", "--labels", FOUR, "--data", data, "--json", "--data-dir", file),
            create(FOUR, data, "-o", file.resolve("c.clonepath")))) {
      assertRefused(run, "STORAGE_FAILED", "file");
      assertThat(run.err().lines().toList()).as("nothing but the error").hasSize(1);
    }
  }

  @Test
  void refusesAZooThatIsNotThereOrEmpty() throws IOException {
    Path empty = Files.createDirectories(home.resolve("empty"));
    assertRefused(alone("clone", "list", "--json", "--zoo", empty), "ZOO_INVALID", "empty");
    assertRefused(alone("clone", "list", "--json", "--zoo", home.resolve("no")), "NOT_FOUND", "no");
    assertRefused(
        lucy("clone", "list", "--json", "--server", "127.0.0.1:1", "--zoo", empty),
        "ARGUMENT_INVALID",
        "--server");
  }

  @Test
  void keepsNothingWhenItIsInterrupted() {
    CommandLineRun run =
        starter()
            .cancelled()
            .run("clone", "create", "--labels", FOUR, "--data", data, "--name", "given-up");
    assertThat(run.status()).isEqualTo(ExitStatus.INTERRUPTED);
    assertThat(lucy("clone", "list").out()).doesNotContain("given-up  completed");
  }

  @Test
  void saysWhichNetworkOfACloneTheZooLacks() throws IOException {
    Path path = home.resolve("c.clonepath");
    create(FOUR, data, "--unmasked", "--source", "more", "--position", "0,0", "-o", path);
    Path other = home.resolve("other");
    Files.createDirectories(other);
    copy(shared.resolve("zoo/base"), other.resolve("base"));
    Path graph = home.resolve("c.onnx");
    CommandLineRun run = alone("clone", "export", path, "-o", graph, "--zoo", other, "--json");
    assertRefused(run, "PATH_UNRESOLVED", "'more'", before.find("more").digest());
    assertThat(graph).doesNotExist();
    assertThat(alone("clone", "show", path, "--zoo", other).status()).isZero();
  }

  @Test
  void bringsAPathInFromElsewhereAndAsksIt() {
    Path path = home.resolve("c.clonepath");
    JsonNode made =
        create(FOUR, data, "--unmasked", "--source", "more", "--position", "0,0", "-o", path)
            .json();
    CommandLineRun imported =
        alone(
            "path",
            "import",
            path,
            "--name",
            "elsewhere",
            "--zoo",
            shared.resolve("zoo"),
            "--json");
    assertThat(imported.status()).as(imported.err()).isZero();
    assertThat(imported.json().get("id")).isEqualTo(made.get("id"));
    Dataset four = TinyZoo.samples(TinyZoo.LABELS.subList(0, 4), 20, 9);
    CommandLineRun asked =
        lucy("infer", made.get("name").asText(), TinyZoo.data(home, four), "--json");
    assertThat(asked.status()).as(asked.err()).isZero();
    assertThat(asked.json().get("predictions").size()).isEqualTo(80);
    assertThat(asked.json().get("accuracy").asDouble()).isGreaterThan(0.5);
  }

  @Test
  void watchesCancelsAndDeletes() {
    create(FOUR, data, "--unmasked", "--source", "more", "--position", "0,0", "--name", "done");
    assertThat(lucy("clone", "watch", "done").out()).contains("done is completed");
    assertThat(lucy("clone", "cancel", "done").out()).contains("done is completed");
    assertThat(lucy("clone", "delete", "done").status()).isZero();
    assertThat(lucy("clone", "list").out()).doesNotContain("done");
    assertRefused(lucy("clone", "watch", "done", "--json"), "NOT_FOUND", "done");
  }

  @Test
  void buildsFromADatasetThatTheServicesKeep() {
    Path file = TinyZoo.data(home, TinyZoo.samples(TinyZoo.LABELS.subList(0, 4), 12, 7));
    CommandLineRun pushed = lucy("dataset", "push", file, "--name", "stripes", "--json");
    assertThat(pushed.status()).as(pushed.err()).isZero();
    assertThat(pushed.json().get("samples").asInt()).isEqualTo(48);
    assertThat(lucy("dataset", "list").out()).contains("stripes");
    CommandLineRun run =
        create(FOUR, Path.of("stripes"), "--unmasked", "--source", "more", "--position", "0,0");
    assertThat(run.status()).as(run.err()).isZero();
  }

  private void assertRefused(CommandLineRun run, String reason, String... named) {
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.json().at("/error/reason").asText()).as(run.err()).isEqualTo(reason);
    assertThat(run.json().at("/error/message").asText()).contains(named);
  }

  private CommandLineRun create(String labels, Path samples, Object... more) {
    Stream<Object> words =
        Stream.of("clone", "create", "--labels", labels, "--data", samples, "--json");
    return starter().run(Stream.concat(words, Stream.of(more)).toArray());
  }

  private CommandLineRun lucy(Object... words) {
    return starter().run(words);
  }

  private CommandLineRun.Starter starter() {
    return CommandLineRun.in(home).with("LUCY_SERVER", "127.0.0.1:" + server.port());
  }

  /** With services of its own. */
  private CommandLineRun alone(Object... words) {
    return CommandLineRun.in(home).run(words);
  }

  private List<Path> hiddenFiles() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(f -> f.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
