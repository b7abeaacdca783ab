package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.surgery.Cut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where a source can be connected to a target. */
public final class Positions {
  private Positions() {}

  /**
   * One position per cut of the target, deep to shallow, the input last: with the cut of the source
   * whose resolution is nearest and, among those, whose relative depth is.
   */
  public static List<Position> nearest(KnownNetwork target, KnownNetwork source) {
    List<Position> positions = new ArrayList<>();
    List<Cut> places = places(source);
    for (int i = target.cuts().size() - 1; i > 0; i--) {
      Cut cut = target.cuts().get(i);
      if (cut.isVector()) {
        continue;
      }
      places.stream()
          .min(
              Comparator.comparingDouble((Cut c) -> distance(cut, c))
                  .thenComparingDouble(c -> Math.abs(c.depth() - cut.depth())))
          .ifPresent(c -> positions.add(new Position(cut, c)));
    }
    positions.add(new Position(target.cuts().get(0), source.cuts().get(0)));
    return positions;
  }

  /**
   * Every pair of an image cut of the target with one of the source, deep to shallow, the input
   * last.
   */
  public static List<Position> all(KnownNetwork target, KnownNetwork source) {
    List<Position> positions = new ArrayList<>();
    List<Cut> places = places(source);
    for (int i = target.cuts().size() - 1; i > 0; i--) {
      for (int j = places.size() - 1; j >= 0 && !target.cuts().get(i).isVector(); j--) {
        positions.add(new Position(target.cuts().get(i), places.get(j)));
      }
    }
    positions.add(new Position(target.cuts().get(0), source.cuts().get(0)));
    return positions;
  }

  /** Cuts of a source with something behind them, but the input. */
  private static List<Cut> places(KnownNetwork source) {
    return source.cuts().stream()
        .filter(c -> c.number() > 0 && !c.isVector() && c.depth() < 1)
        .toList();
  }

  private static double distance(Cut a, Cut b) {
    return Math.abs(Math.log((double) a.pixels() / b.pixels()));
  }
}
