package io.lucy.engine.insert;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneChangeTest {
  private static final List<String> OLD = Patterns.labels(0, 5);
  private static final List<String> NEW = Patterns.labels(0, 6);

  @TempDir static Path folder;
  private static ZooNetworks networks;
  private static ClonePath parent;
  private static ClonePath child;

  @BeforeAll
  static void extendAClone() {
    networks = TinyNetworks.all(folder);
    Inserter inserter =
        new Inserter(
            networks.load("target"),
            List.of(TinyNetworks.wanted(networks.load("vgg"), OLD)),
            OLD,
            TinyNetworks.quick(),
            ProgressListener.NONE,
            Cancellation.never());
    parent = ClonePathCodec.encode(inserter.insert(data(OLD)).path());
    child =
        ClonePathCodec.encode(
            change(parent)
                .extend(List.of(networks.load("lenet")), List.of("falling"), data(NEW))
                .path());
  }

  @AfterEach
  void theZooIsWhatItWas() {
    networks.zoo().verifyUnchanged();
  }

  @Test
  void leavesTheOldModulesAsTheyAreWhenItExtends() {
    ClonePathView before = ClonePathCodec.decode(parent);
    ClonePathView after = ClonePathCodec.decode(child);

    assertThat(after.modules()).hasSize(2);
    assertThat(after.modules().get(0)).isEqualTo(before.modules().get(0));
    assertThat(after.modules().get(1).wantedLabels()).isEqualTo(Patterns.labels(4, 6));
    assertThat(after.labels()).isEqualTo(NEW);
    assertThat(after.parentId()).contains(parent.id());
    assertThat(after.target()).isEqualTo(before.target());
    assertThat(Assembly.of(after, networks::resolve).output().shape().extent(1)).isEqualTo(6);
  }

  @Test
  void refitsTheHeadWhenAModuleGoes() {
    CloneChange change = change(child);
    assertThat(change.labelsWithout(0))
        .containsExactly("rows", "columns", "checks", "broad columns", "falling");

    CloneReport report = change.shrink(0, data(change.labelsWithout(0)));

    ClonePathView after = report.path();
    assertThat(after.modules()).containsExactly(ClonePathCodec.decode(child).modules().get(1));
    assertThat(after.labels()).isEqualTo(change.labelsWithout(0));
    assertThat(after.parentId()).contains(child.id());
    assertThat(report.positions()).isEmpty();
    assertThat(Assembly.of(after, networks::resolve).output().shape().extent(1)).isEqualTo(5);
  }

  @Test
  void restoresTheParentByteForByteWhereItIsAtHand() {
    Map<String, ClonePath> history = Map.of(parent.id(), parent);

    Optional<ClonePath> restored =
        change(child).ancestorWithout(1, id -> Optional.ofNullable(history.get(id)));

    assertThat(restored).contains(parent);
    assertThat(restored.orElseThrow().bytes()).isEqualTo(parent.bytes());
    assertThat(change(child).ancestorWithout(0, id -> Optional.ofNullable(history.get(id))))
        .isEmpty();
    assertThat(change(child).ancestorWithout(1, id -> Optional.empty())).isEmpty();
  }

  @Test
  void isTheTargetAgainWhenTheLastModuleGoes() {
    ClonePathView bare = change(parent).toTarget();
    KnownNetwork target = networks.load("target");

    assertThat(bare.modules()).isEmpty();
    assertThat(bare.labels()).isEqualTo(target.labels());
    assertThat(bare.head().orElseThrow().weights()).containsOnly(0f);
    assertThat(bare.head().orElseThrow().bias()).containsOnly(0f);
    assertThat(bare.parentId()).contains(parent.id());
    Dataset images = data(OLD);
    float[] own = Frozen.target(target, images, Map.of(), Cancellation.never()).logits().values();
    assertThat(run(Assembly.of(bare, networks::resolve), images))
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(own);
  }

  @Test
  void refusesLabelsThatItHasOrThatNobodyKnows() {
    List<KnownNetwork> lenet = List.of(networks.load("lenet"));
    refused(
        () -> change(parent).extend(lenet, List.of("rows"), data(OLD)),
        Reason.LABEL_INVALID,
        "'rows'",
        "already");
    refused(
        () -> change(parent).extend(lenet, List.of("rising"), data(NEW)),
        Reason.LABEL_INVALID,
        "'rising'");
    refused(
        () -> change(parent).extend(List.of(networks.load("colour")), List.of(), data(OLD)),
        Reason.LABEL_INVALID,
        "colour knows none");
    refused(() -> change(parent).labelsWithout(1), Reason.ARGUMENT_INVALID, "module 1", "vgg");
  }

  private static float[] run(Graph graph, Dataset images) {
    KnownNetwork target = networks.load("target");
    return Forward.run(graph, Frozen.pixels(target, images), images.size(), Cancellation.never())
        .get(Assembly.LOGITS);
  }

  private static CloneChange change(ClonePath path) {
    return new CloneChange(
        path, networks::resolve, TinyNetworks.quick(), ProgressListener.NONE, Cancellation.never());
  }

  private static Dataset data(List<String> labels) {
    return Patterns.of(labels, 12, TinyNetworks.GREY, 5);
  }
}
