package io.lucy.engine.check;

import io.lucy.engine.Reason;

/**
 * Something in a network that stands in the way, or would if it were needed.
 *
 * @param reason why it would be refused
 * @param node the node in the file; empty if it is about the network as a whole
 * @param op its operator; likewise
 * @param onPath whether pixels flow through it on their way to the logits
 * @param blocksTarget whether the network cannot be a target because of it
 * @param blocksSource whether the network cannot be a source because of it
 * @param problem what is wrong, where, and what to do
 */
public record Obstacle(
    Reason reason,
    String node,
    String op,
    boolean onPath,
    boolean blocksTarget,
    boolean blocksSource,
    String problem) {
  static Obstacle ofNetwork(Reason reason, String problem) {
    return new Obstacle(reason, "", "", true, true, true, problem);
  }
}
