package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.check.Anatomy;
import io.lucy.engine.check.NetworkCheck;
import io.lucy.engine.check.Obstacle;
import io.lucy.engine.data.Tags;
import io.lucy.engine.surgery.Cut;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lucy zoo check}. */
@Command(
    name = "check",
    description = {
      "Tell whether an ONNX classifier can be a target or a source of clones, and what",
      "stands in its way. Exit status 0 only if it can be both."
    })
final class ZooCheckCommand extends LucyCommand {
  @Parameters(paramLabel = "FILE", description = "The ONNX file.")
  private Path file;

  @Option(
      names = "--labels",
      paramLabel = "A,B,...",
      converter = CommaList.LabelsConverter.class,
      description = "Its labels, to be compared with its outputs.")
  private CommaList.@Nullable Labels labels;

  private record CutRow(int number, String value, List<Integer> shape, double depth) {
    static CutRow of(Cut cut) {
      int[] extents = cut.shape().extents();
      return new CutRow(
          cut.number(), cut.value(), Arrays.stream(extents).skip(1).boxed().toList(), cut.depth());
    }

    String shapeText() {
      return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }
  }

  private record Report(
      String file,
      boolean usable,
      boolean target,
      boolean source,
      @Nullable List<Integer> image,
      @Nullable Integer outputs,
      @Nullable Integer features,
      @Nullable Integer filters,
      @Nullable Integer filterGroups,
      @Nullable Long flops,
      List<CutRow> cuts,
      List<Obstacle> obstacles) {}

  @Override
  int execute() {
    NetworkCheck check = NetworkCheck.of(ModelFile.read(file));
    check.anatomy().ifPresent(this::checkLabels);
    Report report = report(check);
    show(report, out -> print(report, out));
    if (report.usable()) {
      return ExitStatus.OK;
    }
    for (Obstacle obstacle : check.obstacles()) {
      if (obstacle.blocksSource()) {
        shell().err().println("error: " + obstacle.problem() + " [" + obstacle.reason() + "]");
      }
    }
    return ExitStatus.FAILED;
  }

  private void checkLabels(Anatomy anatomy) {
    if (labels == null) {
      return;
    }
    Tags.checkNames(labels.values());
    if (labels.values().size() != anatomy.labels()) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          "the network has "
              + anatomy.labels()
              + " outputs, the labels are "
              + labels.values().size()
              + " (expected: a label for each output)");
    }
  }

  private Report report(NetworkCheck check) {
    Optional<Anatomy> anatomy = check.anatomy();
    return new Report(
        file.toString(),
        check.canBeTarget() && check.canBeSource(),
        check.canBeTarget(),
        check.canBeSource(),
        anatomy.map(Anatomy::image).orElse(null),
        anatomy.map(Anatomy::labels).orElse(null),
        anatomy.map(Anatomy::features).orElse(null),
        anatomy.map(Anatomy::filters).orElse(null),
        anatomy.map(Anatomy::filterGroups).orElse(null),
        anatomy.map(Anatomy::flops).orElse(null),
        anatomy.map(a -> a.cuts().stream().map(CutRow::of).toList()).orElse(List.of()),
        check.obstacles());
  }

  private static void print(Report report, PrintStream out) {
    Table table = new Table(left("NETWORK"), left(report.file()));
    table.row("target", report.target() ? "yes" : "no");
    table.row("source", report.source() ? "yes" : "no");
    if (report.image() != null) {
      table.row(
          "images", report.image().stream().map(String::valueOf).collect(Collectors.joining("x")));
      table.row("outputs", report.outputs());
      table.row("features", report.features());
      table.row("filters", report.filters() + " in " + report.filterGroups() + " groups");
      table.row("FLOPs", report.flops() + " an image");
    }
    table.print(out);
    if (!report.cuts().isEmpty()) {
      Table cuts = new Table(right("CUT"), right("SHAPE"), right("DEPTH"), left("VALUE"));
      for (CutRow cut : report.cuts()) {
        cuts.row(
            cut.number(),
            cut.shapeText(),
            String.format(Locale.ROOT, "%.0f %%", 100 * cut.depth()),
            cut.value());
      }
      cuts.print(out);
    }
    if (!report.obstacles().isEmpty()) {
      Table obstacles =
          new Table(
              left("NODE"), left("OPERATOR"), left("ON PATH"), left("BLOCKS"), left("PROBLEM"));
      for (Obstacle obstacle : report.obstacles()) {
        obstacles.row(
            Figures.orUnknown(obstacle.node()),
            Figures.orUnknown(obstacle.op()),
            obstacle.onPath() ? "yes" : "no",
            blocks(obstacle),
            obstacle.problem());
      }
      obstacles.print(out);
    }
  }

  private static String blocks(Obstacle obstacle) {
    if (obstacle.blocksTarget()) {
      return "target, source";
    }
    return obstacle.blocksSource() ? "source" : "nothing";
  }
}
