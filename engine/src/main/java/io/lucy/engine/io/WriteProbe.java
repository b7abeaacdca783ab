package io.lucy.engine.io;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Finds out before long work whether its result could be kept, by writing a small file and removing
 * it again.
 *
 * <p>No promise: a disk may fill up meanwhile.
 */
public final class WriteProbe {
  /** More than an ordinary clone path has. */
  private static final int BYTES = 1 << 16;

  private WriteProbe() {}

  /**
   * Probes a folder; of one that is not there yet, the folder that it would be made in.
   *
   * @throws LucyException with {@link Reason#STORAGE_FAILED}
   */
  public static void folder(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    Path probe = there.resolve("." + UUID.randomUUID() + ".probe");
    try {
      try {
        AtomicFile.writeAndForce(probe, out -> out.write(new byte[BYTES]));
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot write to '"
              + folder
              + "': "
              + DiskError.describe(e)
              + " (nothing was begun; check space and permissions, or name another folder)",
          e);
    }
  }

  /** Probes the folder of a file. */
  public static void file(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    folder(folder == null ? file : folder);
  }
}
