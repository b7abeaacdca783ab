package io.lucy.engine.plan;

import io.lucy.engine.data.ImageShape;
import io.lucy.engine.zoo.ZooEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A network that could play a part.
 *
 * @param known labels of the task that it knows
 * @param images what it takes
 * @param flops of its trunk
 * @param canBeSource whether it can be localised
 */
record Candidate(
    ZooEntry entry, List<String> known, ImageShape images, long flops, boolean canBeSource) {

  private static final int MAX_DIGITS = 15;

  /** A candidate as a plan sees it at some point. */
  record Ranked(Candidate candidate, List<String> added, boolean sameShape) {
    /** By labels added, images of the same shape, accuracy, FLOPs and digest: the best first. */
    static final Comparator<Ranked> BEST_FIRST =
        Comparator.comparingInt((Ranked r) -> -r.added.size())
            .thenComparing(r -> !r.sameShape)
            .thenComparingDouble(r -> -r.candidate.accuracy())
            .thenComparingLong(r -> r.candidate.flops)
            .thenComparing(r -> r.candidate.entry.digest());

    /** What speaks against this one when another was chosen. */
    String behind(Ranked winner) {
      if (added.size() < winner.added.size()) {
        return "adds " + added.size() + " labels, not " + winner.added.size();
      }
      if (sameShape != winner.sameShape) {
        return "takes images of another shape, " + candidate.images;
      }
      if (candidate.accuracy() != winner.candidate.accuracy()) {
        return candidate.lessAccurateThan(winner.candidate);
      }
      return candidate.flops != winner.candidate.flops
          ? candidate.flops + " FLOPs an image, not " + winner.candidate.flops
          : "its digest comes later";
    }
  }

  /** Recorded accuracy; below any other if there is none. */
  double accuracy() {
    Double recorded = entry.card().accuracy();
    return recorded == null ? -1 : recorded;
  }

  /** With as many digits as it takes to see the difference. */
  private String lessAccurateThan(Candidate winner) {
    int digits = 1;
    while (digits < MAX_DIGITS && accuracyText(digits).equals(winner.accuracyText(digits))) {
      digits++;
    }
    return "accuracy " + accuracyText(digits) + ", not " + winner.accuracyText(digits);
  }

  private String accuracyText(int digits) {
    return accuracy() < 0
        ? "unknown"
        : String.format(Locale.ROOT, "%." + digits + "f %%", 100 * accuracy());
  }

  Ranked ranked(List<String> missing, ImageShape shape) {
    List<String> added = known.stream().filter(missing::contains).toList();
    return new Ranked(this, added, images.equals(shape));
  }
}
