package io.lucy.inserter;

import io.lucy.fabric.UnavailableException;
import io.lucy.proto.transfer.v1.Dataset;
import java.util.Optional;

/** Knows the datasets of owners; what transfer-service does. */
public interface DatasetDirectory {
  /**
   * The dataset with this digest, if the owner has it.
   *
   * @param sha256 64 hexadecimal digits
   * @throws UnavailableException if the directory does not answer
   */
  Optional<Dataset> dataset(String owner, String sha256);
}
