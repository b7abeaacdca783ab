package io.lucy.inserter;

import io.lucy.engine.path.ClonePath;
import io.lucy.fabric.work.CloneId;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneSpec;
import java.util.Optional;

/**
 * What a client asks for, checked as far as it can be without a zoo or data.
 *
 * @param name empty to have one made
 * @param parent the path that is grown or shrunk
 */
record CloneDraft(
    CloneId id, String requestId, String name, CloneSpec spec, Optional<ClonePath> parent) {

  /** Whether a clone is what this asks for. */
  boolean asksFor(Clone clone) {
    return clone.getSpec().equals(spec) && (name.isEmpty() || clone.getName().equals(name));
  }

  /** Whether data is named. */
  boolean hasData() {
    return spec.hasData();
  }
}
