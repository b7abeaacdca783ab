package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lucy.engine.insert.CloneReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a command that made a clone says of it.
 *
 * @param positions that were tried, in that order
 * @param loss on samples that the head was fitted without, in nats; null if nothing was fitted
 * @param restored whether it was there before and nothing had to be computed
 */
record CloneResult(
    @JsonUnwrapped CloneRow row,
    List<Position> positions,
    List<Module> modules,
    @Nullable Double loss,
    boolean restored,
    double seconds) {

  record Position(String source, int targetCut, int sourceCut, double loss, boolean chosen) {}

  /**
   * A module as it was placed.
   *
   * @param keptFilters share in [0, 1]
   * @param keptFlops share in [0, 1]
   * @param similarity to its source, on held-out images
   */
  record Module(
      String source,
      int targetCut,
      int sourceCut,
      double keptFilters,
      double keptFlops,
      double similarity) {}

  /** Of a clone that was built. */
  static CloneResult built(CloneStore.Stored clone, CloneReport report, Duration took) {
    return new CloneResult(
        CloneRow.of(clone),
        report.positions().stream()
            .map(
                t ->
                    new Position(
                        t.source(),
                        t.position().targetCut().number(),
                        t.position().sourceCut().number(),
                        t.loss(),
                        t.won()))
            .toList(),
        report.modules().stream()
            .map(
                m ->
                    new Module(
                        m.source(),
                        m.position().targetCut().number(),
                        m.position().sourceCut().number(),
                        m.keptFilters(),
                        m.keptFlops(),
                        m.similarity()))
            .toList(),
        report.loss(),
        false,
        took.toMillis() / 1e3);
  }

  /** Of a clone for which nothing had to be fitted. */
  static CloneResult unfitted(CloneStore.Stored clone, boolean restored, Duration took) {
    return new CloneResult(
        CloneRow.of(clone), List.of(), List.of(), null, restored, took.toMillis() / 1e3);
  }

  void print(PrintStream out) {
    out.println((restored ? "restored " : "made ") + row.name() + " on " + row.target());
    out.println("id " + row.id());
    out.println("labels " + String.join(", ", row.labels()));
    out.println(row.sizes());
    if (!positions.isEmpty()) {
      Table tried =
          new Table(
              left("SOURCE"), right("TARGET CUT"), right("SOURCE CUT"), right("LOSS"), left(""));
      positions.forEach(
          p ->
              tried.row(
                  p.source(), p.targetCut(), p.sourceCut(), nats(p.loss()), p.chosen() ? "*" : ""));
      tried.print(out);
    }
    if (!modules.isEmpty()) {
      Table placed =
          new Table(
              left("MODULE"),
              left("POSITION"),
              right("FILTERS"),
              right("FLOPS"),
              right("SIMILARITY"));
      modules.forEach(
          m ->
              placed.row(
                  m.source(),
                  m.targetCut() + "," + m.sourceCut(),
                  Figures.percent(m.keptFilters()),
                  Figures.percent(m.keptFlops()),
                  String.format(Locale.ROOT, "%.3f", m.similarity())));
      placed.print(out);
    }
    if (loss != null) {
      out.println(
          "calibration loss " + nats(loss) + ", " + String.format(Locale.ROOT, "%.1f s", seconds));
    }
  }

  private static String nats(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }
}
