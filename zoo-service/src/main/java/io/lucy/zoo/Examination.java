package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.check.Anatomy;
import io.lucy.engine.check.NetworkCheck;
import io.lucy.engine.check.Obstacle;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.WeightsDigest;
import io.lucy.engine.plan.NetworkFacts;
import io.lucy.engine.zoo.ZooEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a model file tell, found out once. Small: the network itself is not kept.
 *
 * @param refusal why the file is no network that can be used; null if it is one
 * @param anatomy null if there is a refusal
 * @param canBeSource whether it can be localised
 * @param obstacles what stands in the way of its being a target or a source
 * @param weightsSha256 empty if there is a refusal
 */
record Examination(
    @Nullable LucyException refusal,
    @Nullable Anatomy anatomy,
    boolean canBeSource,
    List<String> obstacles,
    String weightsSha256) {

  Examination {
    obstacles = List.copyOf(obstacles);
  }

  /** Examines the bytes of a model file. */
  static Examination of(byte[] bytes) {
    try {
      NetworkCheck check = NetworkCheck.of(bytes);
      List<String> obstacles =
          check.obstacles().stream()
              .filter(o -> o.blocksTarget() || o.blocksSource())
              .map(Obstacle::problem)
              .toList();
      if (!check.canBeTarget()) {
        Reason reason =
            check.obstacles().stream()
                .filter(Obstacle::blocksTarget)
                .findFirst()
                .map(Obstacle::reason)
                .orElse(Reason.MODEL_UNSUPPORTED);
        return refused(new LucyException(reason, String.join("; ", obstacles)), obstacles);
      }
      return new Examination(
          null,
          check.anatomy().orElseThrow(),
          check.canBeSource(),
          obstacles,
          WeightsDigest.of(OnnxReader.read(bytes)));
    } catch (LucyException e) {
      return refused(e, List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Examination refused(LucyException refusal, List<String> obstacles) {
    return new Examination(refusal, null, false, obstacles, "");
  }

  /** The network taken apart, under the labels and the card of an entry; empty if it is refused. */
  Optional<Anatomy> anatomyOf(ZooEntry entry) {
    return Optional.ofNullable(refusalOf(entry) == null ? anatomy : null);
  }

  /** What stands in the way of an entry with this file. */
  List<String> obstaclesOf(ZooEntry entry) {
    List<String> all = new ArrayList<>(obstacles);
    LucyException refused = refusal == null ? refusalOf(entry) : null;
    if (refused != null) {
      all.add(String.valueOf(refused.getMessage()));
    }
    return all;
  }

  /**
   * What a plan asks of an entry with this file.
   *
   * @throws LucyException why it cannot be used
   */
  NetworkFacts factsOf(ZooEntry entry) {
    LucyException refused = refusalOf(entry);
    if (refused != null || anatomy == null) {
      LucyException why = refused == null ? noAnatomy() : refused;
      throw new LucyException(
          why.reason(),
          "network '" + entry.id() + "' ('" + entry.path() + "'): " + why.getMessage(),
          why);
    }
    return new NetworkFacts(image(anatomy), anatomy.flops(), canBeSource);
  }

  private @Nullable LucyException refusalOf(ZooEntry entry) {
    if (refusal != null || anatomy == null) {
      return refusal;
    }
    if (anatomy.labels() != entry.labels().size()) {
      return new LucyException(
          Reason.LABEL_INVALID,
          anatomy.labels() + " outputs, " + entry.labels().size() + " labels (correct labels.txt)");
    }
    try {
      entry.normalisation().checkFits(image(anatomy));
      return null;
    } catch (LucyException e) {
      return e;
    }
  }

  private static ImageShape image(Anatomy anatomy) {
    List<Integer> image = anatomy.image();
    return new ImageShape(image.get(0), image.get(1), image.get(2));
  }

  private static LucyException noAnatomy() {
    return new LucyException(Reason.MODEL_UNSUPPORTED, "it cannot be taken apart");
  }
}
