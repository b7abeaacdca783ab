package io.lucy.bench;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.CloneChange;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.plan.Plan;
import io.lucy.engine.plan.PlanRequest;
import io.lucy.engine.plan.Planner;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lucy's story in one run: a task that no network of the zoo covers, a clone of parts of three
 * networks that does, what else could have been done with the same samples, and the way back.
 */
public final class Demonstration {
  /** Short: the rival has had enough of these few samples by then. */
  private static final FineTuneOptions FINE_TUNE = FineTuneOptions.DEFAULT.with(12, List.of(1e-3f));

  /** Half a minute is too long to watch: a shorter refinement, at the price of half a point. */
  private static final InsertOptions INSERT =
      new InsertOptions(
          LocaliseOptions.DEFAULT,
          true,
          InsertOptions.DEFAULT.budget(),
          InsertOptions.DEFAULT.least(),
          false,
          Optional.empty(),
          4,
          150,
          1);

  /**
   * What is demonstrated.
   *
   * @param labels of the task
   * @param sources what the clone takes parts from, in the order in which they are inserted
   */
  public record Scenario(List<String> labels, List<String> sources) {
    /** Nine labels of Fashion-MNIST, from residual, plain and depthwise convolutions. */
    public static final Scenario FASHION =
        new Scenario(
            List.of(
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Sneaker",
                "Shirt",
                "Bag"),
            List.of("fashion-footwear-vgg", "fashion-bags-mobilenet"));
  }

  private final ZooNetworks networks;
  private final Plan plan;
  private final Scenario scenario;
  private final ProgressListener progress;
  private final Cancellation cancellation;
  private final Task task;

  /** Plans the task; the target is the planner's choice. */
  public Demonstration(
      Zoo zoo, Scenario scenario, ProgressListener progress, Cancellation cancellation) {
    this.networks = new ZooNetworks(zoo);
    this.scenario = scenario;
    this.progress = progress;
    this.cancellation = cancellation;
    this.plan =
        Planner.plan(networks, PlanRequest.of(scenario.labels()).withSources(scenario.sources()));
    this.task =
        Task.of(
            networks.load(plan.target().network()),
            sources().stream().map(networks::load).toList(),
            scenario.labels());
  }

  /** The labels of the task. */
  public List<String> labels() {
    return scenario.labels();
  }

  /** The network that the clone is built on. */
  public ZooEntry target() {
    return plan.target().network();
  }

  /** The networks that the clone takes parts from. */
  public List<ZooEntry> sources() {
    return plan.sources().stream().map(Plan.Choice::network).toList();
  }

  /** The labels of the task that a network knows. */
  public List<String> known(ZooEntry entry) {
    return scenario.labels().stream().filter(entry.labels()::contains).toList();
  }

  /**
   * Builds the clone, judges it beside its rivals, and removes its modules again.
   *
   * @param samples labelled images to build from; those of other labels are passed over
   * @param test images to judge on, likewise
   * @param beganNanos by {@link System#nanoTime}, when the demonstration began
   */
  public DemoFigures run(Dataset samples, Dataset test, long beganNanos) {
    Dataset given = samples.withLabels(scenario.labels());
    Dataset judged = test.withLabels(scenario.labels());
    BuiltClone clone = BuiltClone.build(task, given, INSERT, progress, cancellation);
    FrozenRivals frozen = new FrozenRivals(task, judged, cancellation);
    Map<String, Accuracy> methods = new LinkedHashMap<>();
    methods.put("target", frozen.target());
    methods.put("ensemble", frozen.ensemble());
    FineTuning tuning = new FineTuning(task, FINE_TUNE, 1, progress, cancellation);
    methods.put(
        "finetune_replay",
        tuning.best(FineTuning.Method.FINETUNE_REPLAY, given, judged).accuracy());
    methods.put("clone", clone.judge(judged, cancellation));
    progress.stage("remove the modules", 0);
    boolean identical = removedIdentical(clone.path(), given);
    boolean unchanged = zooUnchanged();
    return figures(clone, methods, given, judged, identical, unchanged, beganNanos);
  }

  private DemoFigures figures(
      BuiltClone clone,
      Map<String, Accuracy> methods,
      Dataset samples,
      Dataset test,
      boolean identical,
      boolean unchanged,
      long beganNanos) {
    List<CloneReport.Module> modules = clone.report().modules();
    long zooBytes = target().sizeBytes() + sources().stream().mapToLong(ZooEntry::sizeBytes).sum();
    return new DemoFigures(
        scenario.labels(),
        target().name(),
        scenario.sources(),
        methods,
        clone.report().positions().stream().map(DemoFigures.TriedPosition::of).toList(),
        modules.stream().mapToDouble(CloneReport.Module::keptFilters).average().orElse(0),
        modules.stream().mapToDouble(CloneReport.Module::similarity).average().orElse(0),
        clone.path().id(),
        clone.path().sizeBytes(),
        zooBytes,
        samples.size(),
        test.size(),
        clone.seconds(),
        identical,
        unchanged,
        (System.nanoTime() - beganNanos) / 1e9);
  }

  /**
   * Takes module after module out and exports what is left, as {@code lucy clone shrink} and {@code
   * export} do. A path without modules names a network's file, and nothing else.
   */
  private boolean removedIdentical(ClonePath path, Dataset samples) {
    ClonePath left = path;
    for (int module = task.sources().size() - 1; module > 0; module--) {
      CloneChange change = change(left);
      Dataset known = samples.withLabels(change.labelsWithout(module));
      left = ClonePathCodec.encode(change.shrink(module, known).path());
    }
    ClonePathView bare = ClonePathCodec.decode(ClonePathCodec.encode(change(left).toTarget()));
    byte[] bytes = networks.zoo().bytes(networks.entry(bare.target()));
    try {
      Path exported = Files.createTempFile("lucy-", ".onnx");
      try {
        Files.write(exported, bytes);
        return bare.modules().isEmpty() && Sha256.hexOfFile(exported).equals(target().digest());
      } finally {
        Files.delete(exported);
      }
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED, "cannot export the target: " + DiskError.describe(e), e);
    }
  }

  private CloneChange change(ClonePath path) {
    return new CloneChange(path, networks::resolve, INSERT, progress, cancellation);
  }

  private boolean zooUnchanged() {
    try {
      networks.zoo().verifyUnchanged();
      return true;
    } catch (LucyException e) {
      if (e.reason() == Reason.DIGEST_MISMATCH || e.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }
}
