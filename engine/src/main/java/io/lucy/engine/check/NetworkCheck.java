package io.lucy.engine.check;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.autodiff.Differentiability;
import io.lucy.engine.autodiff.ReverseMode;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.OnnxOutline;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Masking;
import io.lucy.engine.surgery.Network;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Whether a network can be the target or a source of clones.
 *
 * <p>A target only runs forward: it needs a shape for every value and a linear head. A source is
 * localised as well: every operator behind its first filters needs a gradient.
 *
 * @param anatomy the network taken apart; empty if it cannot be read or has no head
 * @param obstacles in the order of the file, those of the network as a whole last; also what is not
 *     in the way because nothing needs it
 */
public record NetworkCheck(Optional<Anatomy> anatomy, List<Obstacle> obstacles) {
  private static final int BATCH = 2;

  public NetworkCheck {
    obstacles = List.copyOf(obstacles);
  }

  /** Whether clones can be built on it. */
  public boolean canBeTarget() {
    return anatomy.isPresent() && obstacles.stream().noneMatch(Obstacle::blocksTarget);
  }

  /** Whether clones can take a part of it. */
  public boolean canBeSource() {
    return anatomy.isPresent() && obstacles.stream().noneMatch(Obstacle::blocksSource);
  }

  /**
   * Checks the bytes of an ONNX file.
   *
   * @throws LucyException for what is no readable ONNX file at all: {@link Reason#MODEL_INVALID},
   *     {@link Reason#MODEL_UNSUPPORTED}, {@link Reason#NOT_FINITE}
   */
  public static NetworkCheck of(byte[] bytes) {
    List<Obstacle> obstacles = new ArrayList<>();
    OnnxOutline outline = OnnxOutline.of(bytes);
    for (OnnxOutline.Operator operator : outline.operators()) {
      if (!operator.isTyped()) {
        obstacles.add(untyped(operator, outline.opset()));
      }
    }
    boolean blocked = obstacles.stream().anyMatch(Obstacle::blocksTarget);
    Network network;
    try {
      network = Network.read(bytes);
    } catch (LucyException e) {
      boolean known = blocked && e.reason() == Reason.OPERATOR_UNSUPPORTED;
      switch (e.reason()) {
        case OPERATOR_UNSUPPORTED, NO_CLASSIFIER_HEAD -> {
          if (!known) {
            obstacles.add(Obstacle.ofNetwork(e.reason(), String.valueOf(e.getMessage())));
          }
        }
        default -> throw e;
      }
      return new NetworkCheck(Optional.empty(), obstacles);
    }
    return of(network, obstacles);
  }

  /** Checks a network that could be read. */
  public static NetworkCheck of(Network network) {
    return of(network, List.of());
  }

  private static NetworkCheck of(Network network, List<Obstacle> found) {
    List<Obstacle> obstacles = new ArrayList<>(found);
    Graph trunk = network.trunk();
    FilterGroups groups = FilterGroups.of(trunk, true);
    Set<Node> behindFilters = behindFilters(trunk, groups);
    for (Differentiability.Missing missing : Differentiability.missing(trunk)) {
      boolean blocks = behindFilters.contains(missing.node());
      obstacles.add(
          new Obstacle(
              Reason.OPERATOR_UNSUPPORTED,
              missing.node().name(),
              missing.node().op(),
              true,
              false,
              blocks,
              missing.problem() + (blocks ? "" : "; harmless before the first filters")));
    }
    if (obstacles.stream().noneMatch(Obstacle::blocksSource)) {
      differentiate(trunk, groups).ifPresent(obstacles::add);
    }
    return new NetworkCheck(Optional.of(Anatomy.of(network, groups)), obstacles);
  }

  private static Obstacle untyped(OnnxOutline.Operator operator, int opset) {
    String where = "node '" + operator.name() + "', op " + operator.op() + ", opset " + opset;
    String what =
        operator.isNeeded()
            ? "no shape rule: " + where + "; export the network without this operator"
            : "no shape rule: " + where + "; harmless, no output depends on it";
    return new Obstacle(
        Reason.OPERATOR_UNSUPPORTED,
        operator.name(),
        operator.op(),
        operator.isOnPath(),
        operator.isNeeded(),
        operator.isNeeded(),
        what);
  }

  /** Nodes that read what some mask can change. */
  private static Set<Node> behindFilters(Graph trunk, FilterGroups groups) {
    Set<String> changed = new HashSet<>();
    groups.points().forEach(point -> changed.add(point.value().name()));
    Set<Node> behind = new HashSet<>();
    for (Node node : trunk.nodes()) {
      if (node.inputs().stream().anyMatch(changed::contains)) {
        behind.add(node);
        changed.addAll(node.outputs());
      }
    }
    return behind;
  }

  /** Rules can refuse single nodes, for how they are set: only a trial tells. */
  private static Optional<Obstacle> differentiate(Graph trunk, FilterGroups groups) {
    Graph masked = Masking.tuned(trunk, groups).withBatch(BATCH);
    List<String> masks =
        IntStream.range(0, groups.points().size()).mapToObj(Masking::input).toList();
    try {
      Graph unused = ReverseMode.differentiate(masked, masked.output().name(), masks);
      return Optional.empty();
    } catch (LucyException e) {
      return Optional.of(
          new Obstacle(e.reason(), "", "", true, false, true, String.valueOf(e.getMessage())));
    }
  }
}
