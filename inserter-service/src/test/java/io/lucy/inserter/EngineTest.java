package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.data.Tags;
import io.lucy.engine.insert.CloneChange;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.insert.ModuleLocaliser;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.Zoo;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobQuota;
import io.lucy.fabric.blob.FolderBlobStore;
import io.lucy.fabric.work.DataDirectory;
import io.lucy.fabric.work.FolderNetworks;
import io.lucy.fabric.work.ModuleCodec;
import io.lucy.localizer.EngineLocalization;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.clone.v1.CutPair;
import io.lucy.proto.clone.v1.ExtendedClone;
import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.clone.v1.ShrunkClone;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRequested;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.event.v1.LocalizeWork;
import io.lucy.proto.event.v1.ModuleLocalized;
import io.lucy.proto.localizer.v1.LocalizedModule;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Plan;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the services compute is what one process computes, to the byte. */
class EngineTest {
  private static final Path DEMO = Path.of("..", "demo");
  private static final List<String> LABELS = List.of("0", "1", "2", "5", "6");
  private static final String TARGET = "mnist-low-lenet5";
  private static final String SOURCE = "mnist-middle-resnet";
  private static final CloneOptions QUICK =
      CloneOptions.newBuilder()
          .setSeed(3)
          .setBudget(0.6)
          .setPosition(CutPair.newBuilder().setTargetCut(0).setSourceCut(0))
          .build();
  private static final InsertOptions OPTIONS =
      InsertOptions.DEFAULT.withSeed(3).withBudget(0.6).at(0, 0);

  @TempDir static Path folder;
  private static ZooNetworks networks;
  private static FolderBlobStore blobs;
  private static DataDirectory data;
  private static EngineLocalization localization;
  private static EngineInsertion insertion;

  @BeforeAll
  static void open() {
    networks = new ZooNetworks(Zoo.open(DEMO.resolve("zoo")));
    blobs = new FolderBlobStore(folder, BlobQuota.UNLIMITED);
    data = new DataDirectory(blobs);
    FolderNetworks directory = new FolderNetworks(DEMO.resolve("zoo"));
    localization = new EngineLocalization(directory, data);
    insertion = new EngineInsertion(directory, data);
  }

  @Test
  void aNewCloneIsTheSame() {
    Dataset samples = samples(12);
    InsertWork work = localized(requested(samples, spec(samples), List.of(SOURCE)));

    Insertion.Inserted inserted =
        insertion.insert(work, ProgressListener.NONE, Cancellation.never());

    ClonePath expected = ClonePathCodec.encode(inserter(List.of(SOURCE)).insert(samples).path());
    assertThat(ClonePath.parse(inserted.path()).id()).isEqualTo(expected.id());
    assertThat(HexFormat.of().formatHex(inserted.result().getPathId().toByteArray()))
        .isEqualTo(expected.id());
    assertThat(inserted.result().getModulesCount()).isEqualTo(1);
    assertThat(inserted.result().getZooSizeBytes())
        .isEqualTo(network(TARGET).identity().sizeBytes() + network(SOURCE).identity().sizeBytes());
    growsAndShrinksAsInOneProcess(expected);
  }

  /** Continues with a clone that is there, since making one takes seconds. */
  private static void growsAndShrinksAsInOneProcess(ClonePath parent) {
    List<String> labels = new ArrayList<>(LABELS);
    labels.add("8");
    Dataset samples = samples(labels, 8);
    CloneOptions unmasked = CloneOptions.newBuilder().setUnmasked(true).setSeed(3).build();
    CloneSpec extended =
        CloneSpec.newBuilder()
            .addAllLabels(labels)
            .setData(digest(samples))
            .setOptions(unmasked)
            .setExtended(ExtendedClone.getDefaultInstance())
            .build();
    CloneRequested.Builder requested =
        requested(samples, extended, List.of("mnist-high-mobilenet"));
    requested.setParentPath(ByteString.copyFrom(parent.bytes()));

    Insertion.Inserted grown =
        insertion.insert(localized(requested), ProgressListener.NONE, Cancellation.never());

    CloneChange change =
        new CloneChange(
            parent,
            networks::resolve,
            InsertOptions.DEFAULT.withSeed(3).withMasks(false),
            ProgressListener.NONE,
            Cancellation.never());
    assertThat(ClonePath.parse(grown.path()).id())
        .isEqualTo(
            ClonePathCodec.encode(
                    change
                        .extend(List.of(network("mnist-high-mobilenet")), List.of("8"), samples)
                        .path())
                .id());

    CloneSpec shrunk =
        CloneSpec.newBuilder().setShrunk(ShrunkClone.newBuilder().setModule(0)).build();
    CloneRequested.Builder toTarget = requested(samples, shrunk, List.of());
    toTarget.setParentPath(ByteString.copyFrom(parent.bytes()));

    Insertion.Inserted target =
        insertion.insert(localized(toTarget), ProgressListener.NONE, Cancellation.never());

    assertThat(ClonePath.parse(target.path())).isEqualTo(ClonePathCodec.encode(change.toTarget()));
    assertThat(target.result().hasLoss()).isFalse();
  }

  @Test
  void samplesWithoutALabelAreLocalisedWithAllSources() {
    Dataset samples = halfUnlabelled(samples(8));
    List<String> sources = List.of(SOURCE, "mnist-even-vgg");
    CloneRequested.Builder requested = requested(samples, spec(samples), sources);
    for (String source : sources) {
      requested.addJudges(choice(source));
    }
    LocalizeWork work = works(requested).get(1);

    LocalizedModule module =
        localization.localize(work, ProgressListener.NONE, Cancellation.never());

    assertThat(ModuleCodec.decode(module))
        .isEqualTo(
            new ModuleLocaliser(ProgressListener.NONE, Cancellation.never())
                .of(inserter(sources).requests(samples).get(1)));
  }

  private static CloneSpec spec(Dataset samples) {
    return CloneSpec.newBuilder()
        .addAllLabels(LABELS)
        .setData(digest(samples))
        .setOptions(QUICK)
        .setNewClone(NewClone.getDefaultInstance())
        .build();
  }

  private static CloneRequested.Builder requested(
      Dataset samples, CloneSpec spec, List<String> sources) {
    byte[] file = SafetensorsFile.encode(samples);
    blobs.put(new BlobId(samples.sha256(), file.length), () -> new ByteArrayInputStream(file));
    Plan.Builder plan =
        Plan.newBuilder()
            .addAllLabels(spec.getLabelsList())
            .setTarget(choice(TARGET, spec.getLabelsList()));
    sources.forEach(source -> plan.addSources(choice(source, spec.getLabelsList())));
    return CloneRequested.newBuilder()
        .setClone(
            Clone.newBuilder()
                .setId(Events.ID.id())
                .setOwner(Events.ID.owner())
                .setSpec(spec)
                .setPlan(plan));
  }

  private static List<LocalizeWork> works(CloneRequested.Builder requested) {
    return Life.of(event().setRequested(requested).build()).localizations();
  }

  /** Lets a clone's modules be localised, until it is time to insert them. */
  private static InsertWork localized(CloneRequested.Builder requested) {
    List<CloneEvent> events = new ArrayList<>(List.of(event().setRequested(requested).build()));
    for (LocalizeWork work : works(requested)) {
      LocalizedModule module =
          localization.localize(work, ProgressListener.NONE, Cancellation.never());
      events.add(
          event()
              .setModuleLocalized(
                  ModuleLocalized.newBuilder().setSource(work.getSourceNumber()).setModule(module))
              .build());
    }
    return Life.of(events).insertions().get(0);
  }

  private static CloneEvent.Builder event() {
    return CloneEvent.newBuilder().setCloneId(Events.ID.id()).setOwner(Events.ID.owner());
  }

  private static Choice choice(String network) {
    return choice(network, LABELS);
  }

  private static Choice choice(String name, List<String> labels) {
    KnownNetwork network = network(name);
    Digest model =
        Digest.newBuilder()
            .setSha256(
                ByteString.copyFrom(HexFormat.of().parseHex(network.identity().fileSha256())))
            .setSizeBytes(network.identity().sizeBytes())
            .build();
    return Choice.newBuilder()
        .setNetwork(NetworkName.newBuilder().setName(name).setModel(model))
        .addAllLabels(labels.stream().filter(network.labels()::contains).toList())
        .build();
  }

  private static Inserter inserter(List<String> sources) {
    return new Inserter(
        network(TARGET),
        sources.stream()
            .map(
                source ->
                    new Inserter.Wanted(
                        network(source),
                        LABELS.stream().filter(network(source).labels()::contains).toList()))
            .toList(),
        LABELS,
        OPTIONS,
        ProgressListener.NONE,
        Cancellation.never());
  }

  private static KnownNetwork network(String name) {
    return networks.load(name);
  }

  private static Dataset samples(int perLabel) {
    return samples(LABELS, perLabel);
  }

  private static Dataset samples(List<String> labels, int perLabel) {
    return SafetensorsFile.read(DEMO.resolve("data/mnist-calibration.safetensors"))
        .atMostPerClass(labels, perLabel, false, 1);
  }

  private static Dataset halfUnlabelled(Dataset samples) {
    int[] labels =
        IntStream.range(0, samples.size()).map(i -> i % 2 == 0 ? samples.label(i) : -1).toArray();
    byte[] images = new byte[samples.size() * samples.shape().sizeBytes()];
    for (int i = 0; i < samples.size(); i++) {
      System.arraycopy(
          samples.image(i),
          0,
          images,
          i * samples.shape().sizeBytes(),
          samples.shape().sizeBytes());
    }
    return Dataset.of(samples.shape(), images, Tags.of(labels, LABELS), Tags.none(samples.size()));
  }

  private static Digest digest(Dataset samples) {
    return Digest.newBuilder()
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(samples.sha256())))
        .setSizeBytes(SafetensorsFile.encode(samples).length)
        .build();
  }
}
