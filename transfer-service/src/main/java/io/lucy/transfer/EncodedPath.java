package io.lucy.transfer;

import io.lucy.engine.LucyException;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.fabric.blob.BlobId;
import java.util.List;

/**
 * A clone path that was read whole, and makes sense.
 *
 * @param bytes as they came, which is the one way in which this path is encoded; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; not to be written to
record EncodedPath(String id, BlobId blob, List<String> labels, byte[] bytes) {
  /**
   * Reads an encoded {@code lucy.path.v1.ClonePath}.
   *
   * @throws LucyException as {@link ClonePath#parse} and {@link ClonePathCodec#decode}
   */
  static EncodedPath of(byte[] bytes) {
    ClonePath path = ClonePath.parse(bytes);
    List<String> labels = ClonePathCodec.decode(path).labels();
    return new EncodedPath(path.id(), new BlobId(Sha256.hex(bytes), bytes.length), labels, bytes);
  }
}
