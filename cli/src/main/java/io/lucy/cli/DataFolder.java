package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data folder that the services of this process alone use, until closed.
 *
 * <p>Whoever has it writes where its services listen, if others may use them; a lock that ends with
 * the process says whether that still holds.
 */
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "owner.lock";
  private static final String ADDRESS = "owner.address";

  private final Path folder;
  private final FileChannel channel;

  private DataFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the folder, and makes it if it is not there. Empty if another process has it.
   *
   * @throws LucyException {@link Reason#STORAGE_FAILED}
   */
  static Optional<DataFolder> take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        return Optional.empty();
      }
      Files.deleteIfExists(folder.resolve(ADDRESS));
      return Optional.of(new DataFolder(folder, channel));
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot use the data folder '"
              + folder
              + "': "
              + DiskError.describe(e)
              + " (name another: --data-dir DIR)",
          e);
    }
  }

  /** Where the services that have the folder listen, if they told. */
  static Optional<String> address(Path folder) {
    try {
      return Optional.of(Files.readString(folder.resolve(ADDRESS), StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Not told yet, or no longer.
      return Optional.empty();
    }
  }

  Path folder() {
    return folder;
  }

  /** Tells other commands where these services listen, as {@code host:port}. */
  void announce(String address) {
    AtomicFile.write(
        folder.resolve(ADDRESS), stream -> stream.write(address.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(folder.resolve(ADDRESS));
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot leave the data folder '" + folder + "': " + DiskError.describe(e),
          e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another command of this virtual machine has it.
      return null;
    }
  }
}
