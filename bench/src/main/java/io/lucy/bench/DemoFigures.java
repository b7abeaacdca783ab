package io.lucy.bench;

import io.lucy.engine.insert.CloneReport;
import java.util.List;
import java.util.Map;

/**
 * What the demonstration found out.
 *
 * @param sources by name
 * @param methods accuracies on the test images
 * @param positions every position that was tried, in that order
 * @param keptFilters share of the modules' filters that are left, mean over the sources
 * @param similarity conditional similarity to the sources on held-out images, likewise
 * @param pathBytes size of the clone path
 * @param zooBytes size of the files that it names
 * @param samples that the clone was built from
 * @param testImages that all were judged on
 * @param buildSeconds to build the clone
 * @param removedIdentical whether what is left without the modules is the target's file, byte for
 *     byte
 * @param zooUnchanged whether every file of the zoo has the digest it had at the start
 * @param seconds all together
 */
public record DemoFigures(
    List<String> labels,
    String target,
    List<String> sources,
    Map<String, Accuracy> methods,
    List<TriedPosition> positions,
    double keptFilters,
    double similarity,
    String pathId,
    int pathBytes,
    long zooBytes,
    int samples,
    int testImages,
    double buildSeconds,
    boolean removedIdentical,
    boolean zooUnchanged,
    double seconds) {

  /**
   * A position that was tried.
   *
   * @param targetCut number of the cut in the target
   * @param sourceCut number of the cut in the source
   * @param loss on calibration samples that the head was fitted without, in nats
   */
  public record TriedPosition(
      String source, int targetCut, int sourceCut, double loss, boolean won) {
    static TriedPosition of(CloneReport.Tried tried) {
      return new TriedPosition(
          tried.source(),
          tried.position().targetCut().number(),
          tried.position().sourceCut().number(),
          tried.loss(),
          tried.won());
    }
  }
}
