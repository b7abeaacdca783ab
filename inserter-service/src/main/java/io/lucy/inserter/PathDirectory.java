package io.lucy.inserter;

import io.lucy.engine.path.ClonePath;
import io.lucy.fabric.UnavailableException;
import java.util.Optional;

/** Keeps the clone paths of owners; what transfer-service does. */
public interface PathDirectory {
  /**
   * The path with this id, if the owner has it.
   *
   * @param id 64 hexadecimal digits
   * @throws UnavailableException if the directory does not answer
   */
  Optional<ClonePath> path(String owner, String id);
}
