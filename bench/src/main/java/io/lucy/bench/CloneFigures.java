package io.lucy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lucy bench clone} found out.
 *
 * @param sources by name
 * @param testImages that every method was judged on
 * @param methods by name; accuracies over the seeds
 * @param keptFilters share of the modules' filters that are left, mean over sources and seeds
 * @param keptFlops likewise of their FLOPs
 * @param similarity conditional similarity to the sources on held-out images, likewise
 * @param position where the modules of the first seed's clone are connected
 * @param buildSeconds to localise, search all positions, refine and fit, mean over the seeds
 * @param peakRssBytes most resident memory of the process when the first seed's clone was built and
 *     nothing else had been; null where the system does not tell
 * @param pathId of the first seed's clone
 * @param pathBytes size of that path
 * @param runs everything by seed
 */
public record CloneFigures(
    String target,
    List<String> sources,
    List<String> labels,
    int perClass,
    int testImages,
    Map<String, Method> methods,
    double keptFilters,
    double keptFlops,
    double similarity,
    List<Place> position,
    double buildSeconds,
    @Nullable Long peakRssBytes,
    String pathId,
    int pathBytes,
    List<Run> runs) {

  /** A method over the seeds. */
  public record Method(Spread all, Spread target, @JsonProperty("new") Spread fresh) {
    static Method of(List<Accuracy> accuracies) {
      return new Method(
          Spread.of(accuracies.stream().mapToDouble(Accuracy::all).toArray()),
          Spread.of(accuracies.stream().mapToDouble(Accuracy::target).toArray()),
          Spread.of(accuracies.stream().mapToDouble(Accuracy::fresh).toArray()));
    }
  }

  /**
   * A module and where it is connected.
   *
   * @param targetCut number of the cut in the target
   * @param sourceCut number of the cut in the source
   */
  public record Place(String source, int targetCut, int sourceCut) {}

  /**
   * One seed.
   *
   * @param learningRates the best ones of the methods that tune weights
   */
  public record Run(
      long seed,
      Map<String, Accuracy> methods,
      Map<String, Float> learningRates,
      double keptFilters,
      double keptFlops,
      double similarity,
      List<Place> position,
      double buildSeconds,
      String pathId,
      int pathBytes) {}
}
