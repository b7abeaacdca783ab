package io.lucy.engine.path;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a path came to be. Says nothing that is needed to assemble the clone, and is no part of the
 * path's id. Text that is not known is empty.
 *
 * @param createdBy the program and its version
 * @param dataSha256 SHA-256 of the calibration dataset's file, or empty
 * @param seed that every random choice came from
 * @param options by name, sorted; names are not empty
 * @param platform operating system and architecture
 * @param probe for a receiver to compare with
 */
public record Provenance(
    String createdBy,
    String dataSha256,
    long seed,
    Map<String, String> options,
    String platform,
    Optional<Probe> probe) {
  /** Of a path that tells nothing. */
  public static final Provenance NONE = new Provenance("", "", 0, Map.of(), "", Optional.empty());

  public Provenance {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    Invariants.requireText("createdBy", createdBy);
    if (!dataSha256.isEmpty()) {
      Invariants.requireSha256("digest of the dataset", dataSha256);
    }
    Invariants.requireText("platform", platform);
    PathBounds.atMost("number of options", options.size(), PathBounds.OPTIONS);
    options.forEach(
        (name, value) -> {
          Invariants.require(!name.isEmpty(), "name of an option", "''", "not empty");
          Invariants.requireText("name of an option", name);
          Invariants.requireText("option " + name, value);
        });
  }

  /**
   * The logits that the clone gave for random pixels. A receiver draws the same pixels and expects
   * the same logits within a tolerance, because kernels differ between machines.
   *
   * <p>Immutable by agreement: the array must not be written to.
   *
   * @param seed of the pixels
   * @param logits one per label of the clone, all finite
   */
  @SuppressWarnings("ArrayRecordComponent") // equality below; not to be written to
  public record Probe(long seed, float[] logits) {
    public Probe {
      PathBounds.atMost("logits of the probe", logits.length, PathBounds.LABELS);
      Invariants.require(logits.length > 0, "logits of the probe", "none", "one per label");
      Invariants.requireFinite("logits of the probe", logits);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Probe probe
          && seed == probe.seed
          && Arrays.equals(logits, probe.logits);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(seed) + Arrays.hashCode(logits);
    }
  }
}
