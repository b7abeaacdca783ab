package io.lucy.engine.insert;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.Tags;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.local.Superpixels;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.FilterMask;
import io.lucy.engine.path.FilterTuning;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.Zoo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalisationsTest {
  private static final List<String> LABELS = Patterns.labels(0, 6);
  private static final List<String> SOURCES = List.of("vgg", "lenet");
  private static final InsertOptions QUICK = TinyNetworks.quick();

  /** Fails when it is asked. */
  private static final Localisations NOBODY =
      request -> {
        throw new AssertionError("asked about " + request.source().name());
      };

  @TempDir static Path folder;
  private static ZooNetworks networks;

  @BeforeAll
  static void trainAZoo() {
    networks = TinyNetworks.all(folder.resolve("zoo"));
  }

  @Test
  void handedOverMakeTheSameCloneToTheByte() {
    Dataset data = data(10);

    List<LocalisedSource> found = elsewhere(inserter(SOURCES, QUICK).requests(data));

    assertThat(found).extracting(LocalisedSource::wanted).doesNotHaveDuplicates();
    assertThat(handedOver(found, data)).isEqualTo(inProcess(data));
  }

  @Test
  void handedOverMakeTheSameCloneOfDataWithoutLabels() {
    Dataset data = halfUnlabelled(data(10));

    List<LocaliseRequest> requests = inserter(SOURCES, QUICK).requests(data);

    assertThat(Arrays.stream(requests.get(0).likeliest()).distinct().count()).isGreaterThan(1);
    assertThat(handedOver(elsewhere(requests), data)).isEqualTo(inProcess(data));
  }

  @Test
  void areAskedForOncePerNewSourceWhenACloneGrows() {
    List<String> old = Patterns.labels(0, 5);
    Dataset oldData = Patterns.of(old, 10, TinyNetworks.GREY, 5);
    Inserter first =
        new Inserter(
            networks.load("target"),
            List.of(TinyNetworks.wanted(networks.load("vgg"), old)),
            old,
            QUICK,
            ProgressListener.NONE,
            Cancellation.never());
    CloneChange change =
        new CloneChange(
            ClonePathCodec.encode(first.insert(oldData).path()),
            networks::resolve,
            QUICK,
            ProgressListener.NONE,
            Cancellation.never());
    List<KnownNetwork> lenet = List.of(networks.load("lenet"));

    Inserter extension = change.extension(lenet, List.of("falling"));
    List<LocaliseRequest> requests = extension.requests(data(10));

    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).source()).isEqualTo(lenet.get(0));
    Localisations known = Localisations.known(elsewhere(requests), NOBODY);
    assertThat(ClonePathCodec.encode(extension.insert(data(10), known).path()))
        .isEqualTo(
            ClonePathCodec.encode(change.extend(lenet, List.of("falling"), data(10)).path()));
  }

  @Test
  void areNotAskedForWithoutMasks() {
    Inserter unmasked = inserter(List.of("vgg"), QUICK.withMasks(false));

    assertThat(unmasked.requests(data(6))).isEmpty();
    assertThat(unmasked.insert(data(6), NOBODY).path().isWhole()).isTrue();
  }

  @Test
  void areComputedWhereNoneWasHandedOver() {
    List<String> asked = new ArrayList<>();
    List<LocaliseRequest> requests = inserter(SOURCES, QUICK).requests(data(6));
    Localisations known =
        Localisations.known(
            elsewhere(requests.subList(0, 1)),
            request -> {
              asked.add(request.source().name());
              return here().of(request);
            });

    inserter(SOURCES, QUICK).insert(data(6), known);

    assertThat(asked).containsExactly("lenet");
  }

  @Test
  void answerRequestsWithTheirKeyAndRoundsThatShrink() {
    LocaliseRequest request = inserter(List.of("vgg"), QUICK).requests(data(6)).get(0);

    LocalisedSource found = here().of(request);

    assertThat(found.key()).isEqualTo(request.key()).matches("[0-9a-f]{64}");
    assertThat(found.sourceSha256()).isEqualTo(request.source().identity().fileSha256());
    List<Integer> left = found.rounds().stream().map(r -> r.kept().keptCount()).toList();
    assertThat(left).isNotEmpty();
    assertThat(left).isSortedAccordingTo((a, b) -> b - a).doesNotHaveDuplicates();
  }

  @Test
  void doNotDependOnWhatElseTheCloneHas() {
    String alone = inserter(List.of("vgg"), QUICK).requests(data(6)).get(0).key();
    InsertOptions elsewhere = QUICK.at(1, 1).withAllPositions(true);

    assertThat(inserter(SOURCES, QUICK).requests(data(6)).get(0).key()).isEqualTo(alone);
    assertThat(inserter(List.of("vgg"), elsewhere).requests(data(6)).get(0).key()).isEqualTo(alone);
    assertThat(labelled("vgg", data(6)).key()).isEqualTo(alone);
  }

  @Test
  void dependOnAllThatIsAsked() {
    LocaliseRequest one = labelled("vgg", data(6));
    LocaliseOptions coarser = one.options().with(Superpixels.slic(2));
    int[] otherwise = one.likeliest().clone();
    otherwise[0] = (otherwise[0] + 1) % LABELS.size();
    Set<String> keys = new HashSet<>();
    keys.add(one.key());
    keys.add(labelled("lenet", data(6)).key());
    keys.add(labelled("vgg", data(7)).key());
    keys.add(with(one, one.wanted().subList(0, 1), one.likeliest(), one.options(), 1).key());
    keys.add(with(one, one.wanted(), otherwise, one.options(), 1).key());
    keys.add(with(one, one.wanted(), one.likeliest(), coarser, 1).key());
    keys.add(with(one, one.wanted(), one.likeliest(), one.options().withLeast(0.3), 1).key());
    keys.add(with(one, one.wanted(), one.likeliest(), one.options(), 2).key());

    assertThat(keys).hasSize(8);
    assertThat(with(one, one.wanted(), one.likeliest(), one.options(), 1).key())
        .isEqualTo(one.key());
  }

  @Test
  void refuseMasksOfAnotherNetwork() {
    Dataset data = data(6);
    LocalisedSource ofLenet = here().of(labelled("lenet", data));

    refused(
        () -> inserter(List.of("vgg"), QUICK).insert(data, request -> ofLenet),
        Reason.DIGEST_MISMATCH,
        networks.load("lenet").identity().fileSha256(),
        networks.load("vgg").identity().fileSha256(),
        "vgg");
  }

  @Test
  void takeAllNetworksToBeAskedAboutDataWithoutLabels() {
    refused(() -> labelled("vgg", halfUnlabelled(data(6))), Reason.DATASET_INVALID, "has no label");
  }

  private static LocaliseRequest with(
      LocaliseRequest one,
      List<String> wanted,
      int[] likeliest,
      LocaliseOptions options,
      long seed) {
    return new LocaliseRequest(
        one.pixels(), one.source(), wanted, one.data(), one.labels(), likeliest, options, seed);
  }

  private static LocaliseRequest labelled(String source, Dataset data) {
    return LocaliseRequest.labelled(
        networks.load("target"),
        TinyNetworks.wanted(networks.load(source), LABELS),
        data,
        LABELS,
        QUICK);
  }

  /** Answers found by another process: with networks of its own, and sent as plain numbers. */
  private static List<LocalisedSource> elsewhere(List<LocaliseRequest> requests) {
    ZooNetworks others = new ZooNetworks(Zoo.open(folder.resolve("zoo")));
    return requests.stream()
        .map(
            one ->
                here()
                    .of(
                        new LocaliseRequest(
                            one.pixels(),
                            others.resolve(one.source().identity()),
                            one.wanted(),
                            one.data().select(IntStream.range(0, one.data().size()).toArray()),
                            one.labels(),
                            one.likeliest(),
                            one.options(),
                            one.seed())))
        .map(LocalisationsTest::sent)
        .toList();
  }

  private static LocalisedSource sent(LocalisedSource found) {
    List<LocalisedSource.Round> rounds = new ArrayList<>();
    for (LocalisedSource.Round round : found.rounds()) {
      rounds.add(
          new LocalisedSource.Round(
              FilterMask.ofBits(round.kept().filters(), round.kept().bits()),
              new FilterTuning(round.tuning().gains().clone(), round.tuning().shifts().clone()),
              round.similarity(),
              round.accuracyLost()));
    }
    return new LocalisedSource(found.key(), found.sourceSha256(), found.wanted(), rounds);
  }

  private static ClonePath handedOver(List<LocalisedSource> found, Dataset data) {
    Localisations known = Localisations.known(found, NOBODY);
    return ClonePathCodec.encode(inserter(SOURCES, QUICK).insert(data, known).path());
  }

  private static ClonePath inProcess(Dataset data) {
    return ClonePathCodec.encode(inserter(SOURCES, QUICK).insert(data).path());
  }

  private static Localisations here() {
    return new ModuleLocaliser(ProgressListener.NONE, Cancellation.never());
  }

  private static Inserter inserter(List<String> sources, InsertOptions options) {
    return new Inserter(
        networks.load("target"),
        sources.stream().map(s -> TinyNetworks.wanted(networks.load(s), LABELS)).toList(),
        LABELS,
        options,
        ProgressListener.NONE,
        Cancellation.never());
  }

  private static Dataset data(int perLabel) {
    return Patterns.of(LABELS, perLabel, TinyNetworks.GREY, 5);
  }

  /** Every other sample without its label; of those, every other with its origin. */
  private static Dataset halfUnlabelled(Dataset data) {
    int[] labels = new int[data.size()];
    int[] origins = new int[data.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2 == 0 ? data.label(i) : -1;
      origins[i] = i % 4 == 1 ? (data.label(i) < 3 ? 0 : 1) : -1;
    }
    byte[] images = new byte[data.size() * data.shape().sizeBytes()];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(
          data.image(i), 0, images, i * data.shape().sizeBytes(), data.shape().sizeBytes());
    }
    return Dataset.of(
        data.shape(),
        images,
        Tags.of(labels, LABELS),
        Tags.of(origins, List.of("target", "lenet")));
  }
}
