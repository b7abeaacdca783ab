package io.lucy.inserter;

import io.lucy.engine.LucyException;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.UnavailableException;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.event.v1.InsertWork;

/** Insert(·): the numerics behind the work of inserting. */
@FunctionalInterface
public interface Insertion {
  /**
   * A clone that was built.
   *
   * @param path an encoded {@code lucy.path.v1.ClonePath}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
  record Inserted(byte[] path, CloneResult result) {}

  /**
   * Builds a clone. The same work gives the same path, byte for byte.
   *
   * @throws LucyException if it cannot be built, however often it is tried; with {@code CANCELLED}
   *     within one step of a wish to stop
   * @throws UnavailableException if networks or data do not come
   */
  Inserted insert(InsertWork work, ProgressListener progress, Cancellation cancellation);
}
