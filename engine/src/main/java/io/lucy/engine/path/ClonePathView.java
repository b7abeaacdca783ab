package io.lucy.engine.path;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A clone path, decoded: everything a clone is, for whoever assembles it or shows it to people.
 *
 * @param target the network that the clone is built on
 * @param labels the clone's labels, in the order of its logits
 * @param targetFeatureCuts cuts of the target whose features, averaged over the image, the head
 *     sees before those of the target's last layer; ascending
 * @param modules in the order of their features in the head; their adapters are all there or all
 *     {@link Adapter.Missing}
 * @param head what training added to the initial head; empty when it was lost or left out
 * @param parentId of the path that this one was grown or shrunk from
 * @param provenance how the path came to be; outside its id
 */
public record ClonePathView(
    NetworkIdentity target,
    List<String> labels,
    List<Integer> targetFeatureCuts,
    List<ModulePath> modules,
    Optional<HeadDelta> head,
    Optional<String> parentId,
    Provenance provenance) {
  public ClonePathView {
    labels = List.copyOf(labels);
    targetFeatureCuts = List.copyOf(targetFeatureCuts);
    modules = List.copyOf(modules);
    Invariants.requireLabels("labels", labels);
    Invariants.requireAscendingCuts("target feature cuts", targetFeatureCuts);
    PathBounds.atMost("number of modules", modules.size(), PathBounds.MODULES);
    parentId.ifPresent(id -> Invariants.requireSha256("parent id", id));
    long missing = modules.stream().filter(ClonePathView::lacksAdapter).count();
    Invariants.require(
        missing == 0 || missing == modules.size(),
        "missing adapters",
        missing,
        "none, or all " + modules.size());
    if (head.isPresent()) {
      HeadDelta delta = head.get();
      Invariants.require(
          delta.labels() == labels.size(),
          "labels of the head",
          delta.labels(),
          "those of the clone, " + labels.size());
      Invariants.require(
          delta.temperatures().length == modules.size() + 1,
          "temperatures",
          delta.temperatures().length,
          "one for the target and each of " + modules.size() + " modules");
    }
    if (provenance.probe().isPresent()) {
      int logits = provenance.probe().get().logits().length;
      Invariants.require(
          logits == labels.size(),
          "logits of the probe",
          logits,
          "one per label of the clone, " + labels.size());
    }
  }

  private static boolean lacksAdapter(ModulePath module) {
    return module.adapter() instanceof Adapter.Missing;
  }

  /** Whether nothing has to be repaired before the clone can be assembled. */
  public boolean isWhole() {
    return head.isPresent() && modules.stream().noneMatch(ClonePathView::lacksAdapter);
  }

  /** Sizes of the zoo files that the path names, target and sources, each counted once. */
  public long zooSizeBytes() {
    Map<String, Long> sizes = new HashMap<>();
    sizes.put(target.fileSha256(), target.sizeBytes());
    modules.forEach(m -> sizes.put(m.source().fileSha256(), m.source().sizeBytes()));
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Labels that some network is left to know without a module; all of the target's if it was the
   * last one.
   *
   * @param module its number, from 0
   */
  public List<String> labelsWithout(int module) {
    List<ModulePath> rest = new ArrayList<>(modules);
    rest.remove(module);
    if (rest.isEmpty()) {
      return target.labels();
    }
    return labels.stream()
        .filter(
            label ->
                target.labels().contains(label)
                    || rest.stream().anyMatch(m -> m.wantedLabels().contains(label)))
        .toList();
  }

  /** Whether nothing was added to the target, and nothing left out: the clone is the target. */
  public boolean isTarget() {
    return modules.isEmpty()
        && labels.equals(target.labels())
        && targetFeatureCuts.isEmpty()
        && head.filter(HeadDelta::isNothing).isPresent();
  }
}
