package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import io.lucy.bench.CloneFigures;
import io.lucy.bench.Spread;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of {@code lucy bench clone} for people. */
final class CloneFiguresText {
  private CloneFiguresText() {}

  static void print(CloneFigures figures, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s + %s: %s%n%d samples a label, %d test images, %d seed%s%n%n",
        figures.target(),
        String.join(" + ", figures.sources()),
        String.join(", ", figures.labels()),
        figures.perClass(),
        figures.testImages(),
        figures.runs().size(),
        figures.runs().size() == 1 ? "" : "s");
    Table table = new Table(left("METHOD"), right("ALL"), right("TARGET'S"), right("NEW"));
    figures
        .methods()
        .forEach(
            (name, method) ->
                table.row(
                    name,
                    percent(method.all()),
                    percent(method.target()),
                    percent(method.fresh())));
    table.print(out);
    out.println();
    out.printf(
        Locale.ROOT,
        "filters kept   %s (%s of the FLOPs), similarity %.3f%n",
        Figures.percent(figures.keptFilters()),
        Figures.percent(figures.keptFlops()),
        figures.similarity());
    out.println(
        "position       "
            + figures.position().stream()
                .map(p -> p.source() + " at " + p.targetCut() + ":" + p.sourceCut())
                .collect(Collectors.joining(", ")));
    Long peak = figures.peakRssBytes();
    out.printf(
        Locale.ROOT,
        "built in       %.1f s, peak memory %s%n",
        figures.buildSeconds(),
        peak == null ? Figures.UNKNOWN : Figures.bytes(peak));
    out.printf("clone path     %s, %s%n", Figures.bytes(figures.pathBytes()), figures.pathId());
  }

  private static String percent(Spread spread) {
    return String.format(Locale.ROOT, "%.1f ± %.1f", 100 * spread.mean(), 100 * spread.std());
  }
}
