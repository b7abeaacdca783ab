package io.lucy.engine.insert;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.Release;
import io.lucy.engine.architecture.Family;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.StartHead;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Tags;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.FilterMask;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Head;
import io.lucy.engine.zoo.Zoo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InserterTest {
  @TempDir static Path folder;
  private static ZooNetworks networks;

  @BeforeAll
  static void trainAZoo() {
    networks = TinyNetworks.all(folder.resolve("zoo"));
  }

  @AfterEach
  void theZooIsWhatItWas() {
    networks.zoo().verifyUnchanged();
  }

  @Test
  void connectsOneSourceOfAnotherFamily() {
    List<String> labels = Patterns.labels(0, 5);
    CloneReport report = create(labels, data(labels, 20), "vgg");

    assertThat(report.path().labels()).isEqualTo(labels);
    assertThat(report.path().isWhole()).isTrue();
    ModulePath module = report.path().modules().get(0);
    assertThat(module.wantedLabels()).isEqualTo(Patterns.labels(3, 5));
    assertThat((double) module.mask().keptCount() / module.mask().filters()).isLessThan(0.7);
    assertThat(accuracy(report.path(), labels)).isGreaterThan(0.6);
  }

  @Test
  void connectsTwoSourcesThatShareALabel() {
    List<String> labels = Patterns.labels(0, 6);
    CloneReport report = create(labels, data(labels, 15), "vgg", "lenet");

    assertThat(report.modules()).hasSize(2);
    assertThat(report.path().modules().get(1).wantedLabels()).isEqualTo(Patterns.labels(4, 6));
    assertRunsAsItWasBuilt(report.path(), labels);
  }

  @Test
  void connectsFourSourcesOfAllFamiliesAndAnotherResolution() {
    List<String> labels = Patterns.labels(0, 8);
    CloneReport report = create(labels, data(labels, 12), "vgg", "lenet", "mobile", "colour");

    assertThat(report.modules()).hasSize(4);
    assertRunsAsItWasBuilt(report.path(), labels);
  }

  @Test
  void takesColourFromGreyAtAnotherResolutionAtEveryPosition() {
    List<String> labels = List.of("rows", "rising", "flat");
    KnownNetwork source = networks.load("colour");
    KnownNetwork target = networks.load("target");
    InsertOptions unmasked = TinyNetworks.quick().withMasks(false);
    for (int[] cuts : new int[][] {{0, 0}, {2, 1}, {1, 3}}) {
      ClonePathView path =
          inserter(
                  target,
                  List.of(TinyNetworks.wanted(source, labels)),
                  labels,
                  unmasked.at(cuts[0], cuts[1]))
              .insert(data(labels, 10))
              .path();
      assertThat(path.modules().get(0).targetCut()).isEqualTo(cuts[0]);
      assertThat(path.modules().get(0).sourceCut()).isEqualTo(cuts[1]);
      assertRunsAsItWasBuilt(path, labels);
    }
  }

  @Test
  void connectsThreeTimesThirtyTwoSquareToOneTimesTwentyEightSquare() {
    Path zoo = folder.resolve("sizes");
    TinyNetworks.train(
        zoo, "small", Family.LENET5, Patterns.labels(0, 2), new ImageShape(1, 28, 28), 20);
    TinyNetworks.train(
        zoo, "large", Family.RESNET, Patterns.labels(2, 4), new ImageShape(3, 32, 32), 20);
    ZooNetworks sizes = new ZooNetworks(Zoo.open(zoo));
    List<String> labels = Patterns.labels(0, 4);
    Dataset data = Patterns.of(labels, 6, new ImageShape(1, 28, 28), 3);
    ClonePathView path =
        inserter(
                sizes.load("small"),
                List.of(TinyNetworks.wanted(sizes.load("large"), labels)),
                labels,
                TinyNetworks.quick())
            .insert(data)
            .path();
    Graph graph = Assembly.of(path, sizes::resolve);
    assertThat(graph.input().shape().extents()).endsWith(1, 28, 28);
    assertThat(graph.output().shape().extent(1)).isEqualTo(4);
    sizes.verifyUnchanged();
  }

  @Test
  void learnsFromSamplesOfWhichOnlyTheOriginIsKnown() {
    List<String> labels = Patterns.labels(0, 5);
    Dataset labelled = data(labels, 16);
    int[] origins =
        IntStream.range(0, labelled.size()).map(i -> labelled.label(i) < 3 ? 0 : 1).toArray();
    Dataset data = labelled.unlabelled().withOrigins(Tags.of(origins, List.of("target", "vgg")));

    ClonePathView path = create(labels, data, "vgg").path();

    assertThat(accuracy(path, labels)).isGreaterThan(0.5);
  }

  @Test
  void learnsFromSamplesOfWhichNothingIsKnown() {
    List<String> labels = Patterns.labels(0, 5);

    ClonePathView path = create(labels, data(labels, 16).unlabelled(), "vgg").path();

    assertRunsAsItWasBuilt(path, labels);
  }

  @Test
  void givesEqualPathsAndGraphsForEqualSeeds() {
    List<String> labels = Patterns.labels(0, 5);
    ClonePath first = ClonePathCodec.encode(create(labels, data(labels, 8), "vgg").path());
    ClonePath second = ClonePathCodec.encode(create(labels, data(labels, 8), "vgg").path());

    assertThat(second).isEqualTo(first);
    byte[] graph = OnnxWriter.bytes(Assembly.of(ClonePathCodec.decode(first), networks::resolve));
    ZooNetworks elsewhere = new ZooNetworks(Zoo.open(folder.resolve("zoo")));
    byte[] again =
        OnnxWriter.bytes(
            Assembly.of(ClonePathCodec.decode(ClonePath.parse(first.bytes())), elsewhere::resolve));
    assertThat(again).isEqualTo(graph);
  }

  @Test
  void saysWhichReleaseMadeAPath() {
    List<String> labels = Patterns.labels(0, 5);
    ClonePathView path = create(labels, data(labels, 4), "vgg").path();

    assertThat(Release.version()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(path.provenance().createdBy()).isEqualTo("lucy " + Release.version());
  }

  @Test
  void keepsEveryFilterWithoutMasks() {
    List<String> labels = Patterns.labels(0, 5);
    ClonePathView path =
        inserter(
                networks.load("target"),
                List.of(TinyNetworks.wanted(networks.load("vgg"), labels)),
                labels,
                TinyNetworks.quick().withMasks(false).withAllPositions(true))
            .insert(data(labels, 8))
            .path();
    FilterMask mask = path.modules().get(0).mask();
    assertThat(mask).isEqualTo(FilterMask.all(mask.filters()));
  }

  @Test
  void stopsWhenItIsCancelled() {
    List<String> labels = Patterns.labels(0, 5);
    Cancellation cancellation = new Cancellation();
    List<String> stages = new ArrayList<>();
    ProgressListener listener =
        progress -> {
          stages.add(progress.toString());
          if (stages.size() == 3) {
            cancellation.cancel();
          }
        };
    Inserter inserter =
        new Inserter(
            networks.load("target"),
            List.of(TinyNetworks.wanted(networks.load("vgg"), labels)),
            labels,
            TinyNetworks.quick(),
            listener,
            cancellation);
    refused(() -> inserter.insert(data(labels, 8)), Reason.CANCELLED, "cancelled");
    assertThat(stages).hasSize(3);
  }

  @Test
  void refusesImagesOfAnotherShape() {
    List<String> labels = Patterns.labels(0, 5);
    Dataset colour = Patterns.of(labels, 8, new ImageShape(3, 16, 16), 1);
    Dataset large = Patterns.of(labels, 8, new ImageShape(1, 28, 28), 1);
    refused(() -> create(labels, colour, "vgg"), Reason.DATASET_INVALID, "3x16x16", "1x16x16");
    refused(() -> create(labels, large, "vgg"), Reason.DATASET_INVALID, "1x28x28", "target");
  }

  @Test
  void refusesALabelWithoutSamplesAndTooFewOfThem() {
    List<String> labels = Patterns.labels(0, 5);
    refused(
        () -> create(labels, data(Patterns.labels(0, 4), 8), "vgg"),
        Reason.LABEL_INVALID,
        "'broad columns'",
        "no sample");
    refused(
        () -> create(labels, data(labels, 1), "vgg"),
        Reason.TOO_FEW_SAMPLES,
        "has 1 sample",
        "at least: 2");
    refused(
        () -> create(labels, data(labels, 8).select(new int[] {0}).unlabelled(), "vgg"),
        Reason.TOO_FEW_SAMPLES,
        "samples: 1");
  }

  @Test
  void refusesACutThatIsNotThere() {
    List<String> labels = Patterns.labels(0, 5);
    Inserter inserter =
        inserter(
            networks.load("target"),
            List.of(TinyNetworks.wanted(networks.load("vgg"), labels)),
            labels,
            TinyNetworks.quick().at(99, 0));
    refused(() -> inserter.insert(data(labels, 8)), Reason.ARGUMENT_INVALID, "99", "target");
  }

  private static CloneReport create(List<String> labels, Dataset data, String... sources) {
    List<Inserter.Wanted> wanted =
        Arrays.stream(sources).map(s -> TinyNetworks.wanted(networks.load(s), labels)).toList();
    return inserter(networks.load("target"), wanted, labels, TinyNetworks.quick()).insert(data);
  }

  private static Inserter inserter(
      KnownNetwork target,
      List<Inserter.Wanted> sources,
      List<String> labels,
      InsertOptions options) {
    return new Inserter(
        target, sources, labels, options, ProgressListener.NONE, Cancellation.never());
  }

  private static Dataset data(List<String> labels, int perLabel) {
    return Patterns.of(labels, perLabel, TinyNetworks.GREY, 5);
  }

  private static double accuracy(ClonePathView path, List<String> labels) {
    Dataset test = Patterns.of(labels, 20, TinyNetworks.GREY, 6);
    int[] found = logits(path, test).largest();
    return IntStream.range(0, test.size()).filter(i -> found[i] == test.label(i)).count()
        / (double) test.size();
  }

  /** What the assembled file answers, read back from its bytes. */
  private static Matrix logits(ClonePathView path, Dataset images) {
    Graph graph = OnnxReader.read(OnnxWriter.bytes(Assembly.of(path, networks::resolve)));
    KnownNetwork target = networks.resolve(path.target());
    float[] values =
        Forward.run(graph, Frozen.pixels(target, images), images.size(), Cancellation.never())
            .get(Assembly.LOGITS);
    return new Matrix(images.size(), path.labels().size(), values);
  }

  /** The file and the numerics that built the clone agree. */
  private static void assertRunsAsItWasBuilt(ClonePathView path, List<String> labels) {
    Dataset test = Patterns.of(labels, 4, TinyNetworks.GREY, 7);
    KnownNetwork target = networks.resolve(path.target());
    CloneFeatures features = new CloneFeatures(target, Cancellation.never());
    List<StartHead.Part> parts = new ArrayList<>();
    parts.add(StartHead.Part.target(target, labels));
    for (ModulePath module : path.modules()) {
      PlacedModule placed = PlacedModule.of(module, target, networks.resolve(module.source()));
      features.add(placed.parts(), placed.setting(), placed.adapter());
      parts.add(placed.part(labels));
    }
    Head start = StartHead.of(labels, parts, path.head().orElseThrow().temperatures());
    Head head = Assembly.plus(start, path.head().orElseThrow());
    Matrix built = Logits.of(head, features.of(test));
    Matrix assembled = logits(path, test);
    for (int i = 0; i < built.values().length; i++) {
      assertThat(assembled.values()[i])
          .as("logit " + i)
          .isCloseTo(built.values()[i], org.assertj.core.data.Offset.offset(1e-3f));
    }
  }
}
