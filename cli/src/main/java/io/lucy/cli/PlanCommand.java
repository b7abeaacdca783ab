package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.engine.plan.Plan;
import io.lucy.engine.plan.PlanRequest;
import io.lucy.engine.plan.Planner;
import io.lucy.engine.plan.ZooNetworks;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lucy plan}. */
@Command(
    name = "plan",
    description = {
      "Choose the networks of a clone: the target that knows the most labels, and",
      "sources for the rest. Builds nothing."
    })
final class PlanCommand extends LucyCommand {
  @Mixin private ZooOption zooOption;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      required = true,
      converter = CommaList.LabelsConverter.class,
      description = "What the clone should know.")
  private CommaList.Labels labels;

  @Mixin private NetworkChoiceMixin choice;
  @Mixin private CalibrationOption calibration;

  private record Row(List<String> labels, Part target, List<Part> sources, List<Other> unusable) {}

  private record Part(
      String network,
      int version,
      String digest,
      @Nullable Double accuracy,
      List<String> labels,
      List<String> added,
      String reason,
      List<Other> alternatives) {}

  private record Other(String network, int version, String digest, String reason) {}

  @Override
  int execute() {
    ZooNetworks networks = new ZooNetworks(zooOption.open(this));
    PlanRequest request = choice.request(labels.values());
    if (calibration.isGiven()) {
      request = request.withImages(calibration.read(this, labels.values(), 1).shape());
    }
    progress().stage("plan", 0);
    Plan plan = Planner.plan(networks, request);
    show(row(plan), out -> print(plan, out));
    return ExitStatus.OK;
  }

  private static Row row(Plan plan) {
    return new Row(
        plan.labels(),
        part(plan.target()),
        plan.sources().stream().map(PlanCommand::part).toList(),
        plan.unusable().stream()
            .map(
                u ->
                    new Other(
                        u.network().name(),
                        u.network().version(),
                        u.network().digest(),
                        u.reason()))
            .toList());
  }

  private static Part part(Plan.Choice choice) {
    return new Part(
        choice.network().name(),
        choice.network().version(),
        choice.network().digest(),
        choice.network().card().accuracy(),
        choice.labels(),
        choice.added(),
        choice.reason(),
        choice.alternatives().stream()
            .map(
                a ->
                    new Other(
                        a.network().name(),
                        a.network().version(),
                        a.network().digest(),
                        a.reason()))
            .toList());
  }

  private static void print(Plan plan, PrintStream out) {
    Table table =
        new Table(
            left("PART"),
            left("NETWORK"),
            right("ACCURACY"),
            left("ADDS"),
            left("ALSO KNOWS"),
            left("WHY"));
    row(table, "target", plan.target());
    plan.sources().forEach(source -> row(table, "source", source));
    table.print(out);
    if (plan.sources().isEmpty()) {
      out.println("the target knows all labels; name a --source to improve on it");
    }
    alternatives("target", plan.target(), out);
    plan.sources().forEach(source -> alternatives(source.network().name(), source, out));
    plan.unusable()
        .forEach(u -> out.println("cannot be used: " + u.network().id() + ": " + u.reason()));
  }

  private static void row(Table table, String part, Plan.Choice choice) {
    List<String> also = choice.labels().stream().filter(l -> !choice.added().contains(l)).toList();
    table.row(
        part,
        choice.network().id(),
        Figures.percent(choice.network().card().accuracy()),
        Figures.orUnknown(String.join(", ", choice.added())),
        Figures.orUnknown(String.join(", ", also)),
        choice.reason());
  }

  private static void alternatives(String part, Plan.Choice choice, PrintStream out) {
    for (Plan.Alternative other : choice.alternatives()) {
      out.println("not as " + part + ": " + other.network().id() + " (" + other.reason() + ")");
    }
  }
}
