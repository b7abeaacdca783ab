package io.lucy.fabric.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobUpload;

/** What one service has to read and write as byte streams. */
public interface ByteResources {
  /** The form of the names, for people, such as {@code networks/SHA256}. */
  String form();

  /** Whether a name is one of this service's, by how it begins. */
  boolean owns(String resourceName);

  /**
   * What can be read under a name. May take its time.
   *
   * @throws LucyException with {@code NOT_FOUND}, or {@code ARGUMENT_INVALID} if it is no name
   */
  Contents find(String resourceName);

  /**
   * The upload of a name, new or not.
   *
   * @throws LucyException with {@code ARGUMENT_INVALID} if it is no name; {@code UNIMPLEMENTED} if
   *     nothing can be written here
   */
  default BlobUpload upload(String resourceName) {
    throw new LucyException(
        Reason.UNIMPLEMENTED,
        "resource '" + resourceName + "' cannot be written (only read, as " + form() + ")");
  }
}
