package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.bench.Accuracy;
import io.lucy.bench.DemoFigures;
import io.lucy.bench.Demonstration;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The demonstration for people. */
final class DemoText {
  private static final int BAR_WIDTH = 40;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private static final Map<String, String> METHODS =
      Map.of(
          "target", "the target alone",
          "ensemble", "direct ensemble of the three",
          "finetune_replay", "the target, fine-tuned on the same samples",
          "clone", "the clone");

  private DemoText() {}

  /** The zoo, the task, and the networks that were chosen. */
  static void plan(Zoo zoo, Demonstration demonstration, PrintStream out) {
    out.println("The zoo " + zoo.folder());
    Table table =
        new Table(left("  NETWORK"), left("FAMILY"), right("SIZE"), left("OF THE TASK IT KNOWS"));
    for (ZooEntry entry : zoo.entries()) {
      List<String> known = demonstration.known(entry);
      table.row(
          "  " + entry.name(),
          Figures.orUnknown(entry.card().family()),
          Figures.bytes(entry.sizeBytes()),
          known.isEmpty() ? Figures.UNKNOWN : String.join(", ", known));
    }
    table.print(out);
    ZooEntry target = demonstration.target();
    out.println();
    out.println("The task: " + String.join(", ", demonstration.labels()));
    out.printf(
        "No network knows more than %d of the %d. The plan:%n",
        demonstration.known(target).size(), demonstration.labels().size());
    out.println("  target  " + part(target, demonstration));
    demonstration.sources().forEach(s -> out.println("  source  " + part(s, demonstration)));
    out.println();
  }

  /** What came of it. */
  static void result(DemoFigures figures, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Built in %.1f s from %d images. On %d test images:%n",
        figures.buildSeconds(),
        figures.samples(),
        figures.testImages());
    Table table = new Table(left("  METHOD"), right("ALL"), right("TARGET'S LABELS"), right("NEW"));
    figures.methods().forEach((name, accuracy) -> row(table, name, accuracy));
    table.print(out);
    out.println();
    figures.sources().forEach(source -> plot(figures, source, out));
    out.printf(
        Locale.ROOT,
        "The clone keeps %s of its modules' filters; similarity to the sources %.3f.%n",
        Figures.percent(figures.keptFilters()),
        figures.similarity());
    out.printf(
        Locale.ROOT,
        "Its path is %s, beside %s of the files that it names (%s).%n",
        Figures.bytes(figures.pathBytes()),
        Figures.bytes(figures.zooBytes()),
        Figures.percent((double) figures.pathBytes() / figures.zooBytes()));
    out.println("  id " + figures.pathId());
    out.println();
    out.println(
        figures.removedIdentical()
            ? "Without its modules it is the target again: SHA-256 as in the zoo."
            : "Without its modules it is NOT the target's file.");
    out.println(
        figures.zooUnchanged()
            ? "All files of the zoo have the digests they had before."
            : "Files of the zoo have CHANGED.");
    out.printf(Locale.ROOT, "All that took %.1f s.%n", figures.seconds());
  }

  private static String part(ZooEntry entry, Demonstration demonstration) {
    return entry.name()
        + " ("
        + Figures.orUnknown(entry.card().family())
        + "): "
        + String.join(", ", demonstration.known(entry));
  }

  private static void row(Table table, String name, Accuracy accuracy) {
    table.row(
        "  " + METHODS.getOrDefault(name, name),
        Figures.percent(accuracy.all()),
        Figures.percent(accuracy.target()),
        Figures.percent(accuracy.fresh()));
  }

  private static void plot(DemoFigures figures, String source, PrintStream out) {
    List<DemoFigures.TriedPosition> tried =
        figures.positions().stream().filter(p -> p.source().equals(source)).toList();
    double most = tried.stream().mapToDouble(DemoFigures.TriedPosition::loss).max().orElse(1);
    out.println("Where to connect " + source + " (cut of the target:source), by held-out loss");
    for (DemoFigures.TriedPosition position : tried) {
      out.printf(
          Locale.ROOT,
          "  %5s  %.3f  %s%s%n",
          position.targetCut() + ":" + position.sourceCut(),
          position.loss(),
          bar(position.loss() / most),
          position.won() ? "  ◀ chosen" : "");
    }
    out.println();
  }

  /** A bar of a share of the full width, in steps of an eighth of a column. */
  static String bar(double share) {
    int eighths = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR_WIDTH * 8);
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return "█".repeat(eighths / 8) + rest;
  }
}
