package io.lucy.engine.plan;

import io.lucy.engine.zoo.ZooEntry;
import java.util.List;

/**
 * Which networks make up a clone.
 *
 * @param labels of the task
 * @param sources in the order in which they are inserted; empty if the target knows all labels
 * @param unusable networks that know some of the labels but cannot be read
 */
public record Plan(
    List<String> labels, Choice target, List<Choice> sources, List<Unusable> unusable) {
  public Plan {
    labels = List.copyOf(labels);
    sources = List.copyOf(sources);
    unusable = List.copyOf(unusable);
  }

  /**
   * A network with a part to play.
   *
   * @param labels of the task that it knows: what a source is localised on
   * @param added those of them that nothing before it knows
   * @param reason why it was chosen
   * @param alternatives what else there was, best first
   */
  public record Choice(
      ZooEntry network,
      List<String> labels,
      List<String> added,
      String reason,
      List<Alternative> alternatives) {
    public Choice {
      labels = List.copyOf(labels);
      added = List.copyOf(added);
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * A network that was not chosen.
   *
   * @param labels of the task that it knows
   * @param reason what speaks against it
   */
  public record Alternative(ZooEntry network, List<String> labels, String reason) {
    public Alternative {
      labels = List.copyOf(labels);
    }
  }

  /** A network that cannot be used for what is planned, and why. */
  public record Unusable(ZooEntry network, String reason) {}
}
