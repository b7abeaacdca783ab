package io.lucy.cli;

import io.lucy.bench.CloneBenchmark;
import io.lucy.bench.CloneFigures;
import io.lucy.bench.FineTuneOptions;
import io.lucy.bench.Task;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.plan.ZooNetworks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy bench clone}: clones beside ensembles, tuning and linear classifiers. */
@Command(
    name = "clone",
    description = {
      "Build clones from few training samples, and judge them on all test images beside",
      "what else could be done with the same networks and samples: the target alone,",
      "ensembles, logistic regression on all features, fine-tuning with replay, and",
      "learning without forgetting (both at the best of three learning rates)."
    })
final class BenchCloneCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = "Images with a training and a test part; any source of 'dataset push'.")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "PATH",
      description = "Images to judge on, if not the test part of --data.")
  private @Nullable Path test;

  @Option(
      names = "--label-names",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "Names for data that only has numbers, 0 first;",
        "'" + LabelNames.FASHION_MNIST + "' stands for the ten of that dataset, which are",
        "recognised when --labels has no others."
      })
  private CommaList.@Nullable Labels labelNames;

  @Option(
      names = "--target",
      paramLabel = "NETWORK",
      required = true,
      description = "What the clone is built on: a name, or digits of a digest.")
  private String target;

  @Option(
      names = "--source",
      paramLabel = "NETWORK",
      required = true,
      description = "What it takes a part from; may be given more than once.")
  private List<String> sources;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      required = true,
      converter = CommaList.LabelsConverter.class,
      description = {
        "The labels of the task. If the target knows none of them, they are",
        "added to all of its own."
      })
  private CommaList.Labels labels;

  @Option(
      names = "--per-class",
      paramLabel = "N",
      defaultValue = "100",
      description = "Training samples of each label (default: 100).")
  private int perClass;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many times, each with samples of its own (default: 3).")
  private int seeds;

  @Option(
      names = "--budget",
      paramLabel = "SHARE",
      description = "The share of a module's filters that may stay, above 0, to 1.")
  private @Nullable Double budget;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Of the methods that tune weights (default: 30).")
  private int epochs;

  @Option(
      names = "--no-mirror",
      description = "Do not mirror images for the methods that tune weights: for digits.")
  private boolean noMirror;

  @Option(
      names = "--methods",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = {
        "Compare only these; the clone is always built. Building and judging",
        "the others takes most of the time (default: all)."
      })
  private CommaList.@Nullable Labels methods;

  @Override
  int execute() {
    requireAtLeastOne("--per-class", perClass);
    requireAtLeastOne("--seeds", seeds);
    requireAtLeastOne("--epochs", epochs);
    InsertOptions insert =
        budget == null ? InsertOptions.DEFAULT : InsertOptions.DEFAULT.withBudget(budget);
    FineTuneOptions fineTune =
        new FineTuneOptions(epochs, FineTuneOptions.DEFAULT.learningRates(), !noMirror);
    Set<String> compared = Set.copyOf(methods == null ? CloneBenchmark.METHODS : methods.values());
    CloneBenchmark.Options options =
        new CloneBenchmark.Options(perClass, seeds, insert, fineTune, compared);
    ZooNetworks networks = new ZooNetworks(zooOption.open(this));
    Task task = task(networks);
    BenchImages images = new BenchImages(data, test, labelNames, task.labels());
    CloneFigures figures =
        new CloneBenchmark(task, options, progress(), cancellation())
            .run(seed -> images.training(perClass, seed), images::test);
    networks.verifyUnchanged();
    show(figures, out -> CloneFiguresText.print(figures, out));
    return ExitStatus.OK;
  }

  private Task task(ZooNetworks networks) {
    KnownNetwork on = networks.load(target);
    List<KnownNetwork> from = sources.stream().map(networks::load).toList();
    List<String> wanted = new ArrayList<>();
    if (labels.values().stream().noneMatch(on.labels()::contains)) {
      wanted.addAll(on.labels());
    }
    wanted.addAll(labels.values());
    return Task.of(on, from, wanted);
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, option + ": " + value + " (expected: at least 1)");
    }
  }
}
