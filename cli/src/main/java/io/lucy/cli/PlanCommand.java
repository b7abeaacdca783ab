package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.cli.client.Calls;
import io.lucy.cli.client.NetworkLookup;
import io.lucy.cli.client.Services;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.common.v1.ImageShape;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.zoo.v1.Alternative;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Network;
import io.lucy.proto.zoo.v1.Plan;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
  @Mixin private ServerOption server;

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
      List<Other> alternatives) {
    String id() {
      return network + "/" + version;
    }
  }

  private record Other(String network, int version, String digest, String reason) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      PlanCloneRequest.Builder request = choice.request(labels.values());
      if (calibration.isGiven()) {
        request.setImage(image(calibration.read(this, labels.values(), 1).shape()));
      }
      progress().stage("plan", 0);
      Services services = connection.services();
      Plan plan = Calls.of(() -> services.zoo().planClone(request.build())).getPlan();
      Map<String, Double> accuracies = accuracies(services);
      Row row =
          new Row(
              plan.getLabelsList(),
              part(plan.getTarget(), accuracies),
              plan.getSourcesList().stream().map(c -> part(c, accuracies)).toList(),
              others(plan.getUnusableList()));
      show(row, out -> print(row, out));
    }
    return ExitStatus.OK;
  }

  private static ImageShape image(io.lucy.engine.data.ImageShape shape) {
    return ImageShape.newBuilder()
        .setChannels(shape.channels())
        .setHeight(shape.height())
        .setWidth(shape.width())
        .build();
  }

  /** Recorded accuracies by digest. */
  private static Map<String, Double> accuracies(Services services) {
    return new NetworkLookup(services)
        .list(problem -> {}).stream()
            .filter(Network::hasAccuracy)
            .collect(Collectors.toMap(NetworkLookup::digest, Network::getAccuracy, (a, b) -> a));
  }

  private static Part part(Choice choice, Map<String, Double> accuracies) {
    NetworkName network = choice.getNetwork();
    return new Part(
        network.getName(),
        network.getVersion(),
        digest(network),
        accuracies.get(digest(network)),
        choice.getLabelsList(),
        choice.getAddedList(),
        choice.getReason(),
        others(choice.getAlternativesList()));
  }

  private static List<Other> others(List<Alternative> alternatives) {
    return alternatives.stream()
        .map(
            a ->
                new Other(
                    a.getNetwork().getName(),
                    a.getNetwork().getVersion(),
                    digest(a.getNetwork()),
                    a.getReason()))
        .toList();
  }

  private static String digest(NetworkName network) {
    return Digits.of(network.getModel().getSha256());
  }

  private static void print(Row plan, PrintStream out) {
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
    plan.sources().forEach(source -> alternatives(source.network(), source, out));
    plan.unusable()
        .forEach(
            u ->
                out.println(
                    "cannot be used: " + u.network() + "/" + u.version() + ": " + u.reason()));
  }

  private static void row(Table table, String part, Part choice) {
    List<String> also = choice.labels().stream().filter(l -> !choice.added().contains(l)).toList();
    table.row(
        part,
        choice.id(),
        Figures.percent(choice.accuracy()),
        Figures.orUnknown(String.join(", ", choice.added())),
        Figures.orUnknown(String.join(", ", also)),
        choice.reason());
  }

  private static void alternatives(String part, Part choice, PrintStream out) {
    for (Other other : choice.alternatives()) {
      out.println(
          "not as "
              + part
              + ": "
              + other.network()
              + "/"
              + other.version()
              + " ("
              + other.reason()
              + ")");
    }
  }
}
