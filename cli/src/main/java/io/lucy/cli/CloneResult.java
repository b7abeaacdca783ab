package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lucy.cli.client.PathLookup;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.proto.clone.v1.Clone;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a command that made a clone says of it.
 *
 * @param parentId of the clone that it was grown or shrunk from; null if there is none
 * @param positions that were tried, in that order
 * @param loss on samples that the head was fitted without, in nats; null if nothing was fitted
 * @param restored whether it was there before and nothing had to be computed
 */
record CloneResult(
    @JsonUnwrapped CloneRow row,
    @Nullable String parentId,
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

  /** Of a clone that is complete, as the services tell it. */
  static CloneResult of(PathLookup.Found found, Clone clone, Duration took) {
    io.lucy.proto.clone.v1.CloneResult result = clone.getResult();
    return new CloneResult(
        CloneRow.of(clone.getName(), found.path()).builtAs(clone.getId()),
        ClonePathCodec.decode(found.path()).parentId().orElse(null),
        result.getPositionsList().stream()
            .map(
                t ->
                    new Position(
                        t.getSource(),
                        t.getPosition().getTargetCut(),
                        t.getPosition().getSourceCut(),
                        t.getLoss(),
                        t.getChosen()))
            .toList(),
        result.getModulesList().stream()
            .map(
                m ->
                    new Module(
                        m.getSource(),
                        m.getPosition().getTargetCut(),
                        m.getPosition().getSourceCut(),
                        m.getKeptFilters(),
                        m.getKeptFlops(),
                        m.getSimilarity()))
            .toList(),
        result.hasLoss() ? result.getLoss() : null,
        result.getRestored(),
        took.toMillis() / 1e3);
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
