package io.lucy.cli;

import io.lucy.cli.load.CloneOrders;
import io.lucy.cli.load.Delays;
import io.lucy.cli.load.ServiceFigures;
import io.lucy.cli.load.ServiceLoad;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy bench services}: load for running services. */
@Command(
    name = "services",
    description = {
      "Put load on services and time them: many clones from create to the stored path,",
      "Create while work queues, watches, and clones built one after the other.",
      "Makes as many clones as it is told to, and leaves them there: use a data folder",
      "of its own. bench/README.md says how to leave the numerics out."
    })
final class BenchServicesCommand extends LucyCommand {
  private static final int MAX_COUNT = 100_000;

  @Mixin private ServerOption server;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      required = true,
      converter = CommaList.LabelsConverter.class,
      description = "The task of the clones.")
  private CommaList.Labels labels;

  @Mixin private CalibrationOption calibration;

  @Option(
      names = "--clones",
      paramLabel = "N",
      defaultValue = "0",
      description = "Clones in a round (default: 0, no rounds).")
  private int clones;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds (default: 3).")
  private int rounds;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "200",
      description = "Calls of Create at once, in rounds and bursts (default: 200).")
  private int atOnce;

  @Option(
      names = "--bursts",
      paramLabel = "N",
      defaultValue = "0",
      description = {"Bursts of Create, whose clones are cancelled at the end (default: 0, none)."})
  private int bursts;

  @Option(
      names = "--watches",
      paramLabel = "N",
      defaultValue = "0",
      description = "Clones to watch (default: 0, none).")
  private int watches;

  @Option(
      names = "--builds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Clones to build one after the other, with seeds from 1 (default: 0, none).")
  private int builds;

  @Override
  int execute() {
    require("--clones", clones, 0);
    require("--rounds", rounds, 1);
    require("--at-once", atOnce, 1);
    require("--bursts", bursts, 0);
    require("--watches", watches, 0);
    require("--builds", builds, 0);
    try (ServerOption.Connection connection = server.open(this)) {
      CloneBuild samples = new CloneBuild(this, connection.services());
      CloneOrders orders =
          new CloneOrders(labels.values(), samples.samples(calibration, labels.values(), 1));
      ServiceLoad load =
          new ServiceLoad(
              connection.services(), orders, System.nanoTime(), progress(), cancellation());
      ServiceFigures figures = measure(load);
      show(figures, out -> print(figures, out));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LucyException(Reason.CANCELLED, "interrupted while services were measured", e);
    }
    return ExitStatus.OK;
  }

  private ServiceFigures measure(ServiceLoad load) throws InterruptedException {
    List<ServiceFigures.Build> built = new ArrayList<>();
    for (int seed = 1; seed <= builds; seed++) {
      built.add(load.build(seed));
    }
    List<ServiceFigures.Round> made = new ArrayList<>();
    for (int round = 0; clones > 0 && round < rounds; round++) {
      made.add(load.round(clones, atOnce));
    }
    ServiceLoad.@Nullable Watches watched = watches > 0 ? load.watches(watches) : null;
    @Nullable Delays create = bursts > 0 ? load.bursts(atOnce, bursts) : null;
    return new ServiceFigures(
        made,
        create,
        watched == null ? null : watched.first(),
        watched == null ? null : watched.end(),
        built);
  }

  private void print(ServiceFigures figures, PrintStream out) {
    for (ServiceFigures.Round round : figures.rounds()) {
      out.printf(
          Locale.ROOT,
          "%d clones: accepted in %.2f s, completed in %.2f s, stored in %.2f s:"
              + " %.0f clones/s, %d lost, %d bytes of paths%n",
          round.clones(),
          round.acceptedSeconds(),
          round.completedSeconds(),
          round.storedSeconds(),
          round.perSecond(),
          round.lost(),
          round.pathBytes());
    }
    print("Create, " + atOnce + " at once", figures.create(), out);
    print("Watch, first snapshot", figures.first(), out);
    print("Watch, from the end to its snapshot", figures.end(), out);
    for (ServiceFigures.Build build : figures.builds()) {
      out.printf(
          Locale.ROOT,
          "clone with seed %d: %.2f s, path %s%n",
          build.seed(),
          build.seconds(),
          build.pathId());
    }
  }

  private static void print(String what, @Nullable Delays delays, PrintStream out) {
    if (delays != null) {
      out.printf(
          Locale.ROOT,
          "%s: p50 %.1f ms, p99 %.1f ms, most %.1f ms (%d times)%n",
          what,
          delays.p50Millis(),
          delays.p99Millis(),
          delays.maxMillis(),
          delays.count());
    }
  }

  private static void require(String option, int value, int least) {
    if (value < least || value > MAX_COUNT) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          option + ": " + value + " (expected: " + least + " to " + MAX_COUNT + ")");
    }
  }
}
