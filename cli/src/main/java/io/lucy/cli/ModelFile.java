package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ONNX file that a user names. */
final class ModelFile {
  private ModelFile() {}

  /**
   * Reads the whole file.
   *
   * @throws LucyException {@link Reason#NOT_FOUND} if it cannot be read, {@link
   *     Reason#MODEL_UNSUPPORTED} if it is too large
   */
  static byte[] read(Path file) {
    try {
      if (Files.size(file) > OnnxReader.MAX_SIZE_BYTES) {
        throw new LucyException(
            Reason.MODEL_UNSUPPORTED,
            "'"
                + file
                + "' has "
                + Files.size(file)
                + " bytes (at most: "
                + OnnxReader.MAX_SIZE_BYTES
                + ")");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "cannot read '" + file + "' (check its name and permissions)", e);
    }
  }
}
