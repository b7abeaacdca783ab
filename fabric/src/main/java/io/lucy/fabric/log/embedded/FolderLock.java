package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a folder for one process. The system lets go of it when the process dies. */
final class FolderLock implements AutoCloseable {
  /**
   * Marks folders of this process. It must not even open their lock files again: to close one of
   * them would give up the lock. A system property, because several servers in one process do not
   * share classes.
   */
  private static final String HELD = "io.lucy.fabric.log.held:";

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder, and makes it if it is not there.
   *
   * @throws LucyException with {@code STORAGE_FAILED} if another process has it
   */
  static FolderLock take(Path folder) {
    Path real;
    try {
      Files.createDirectories(folder);
      real = folder.toRealPath();
    } catch (IOException e) {
      throw refused(folder, e);
    }
    if (System.getProperties().putIfAbsent(HELD + real, "") != null) {
      throw held(real, "this process (" + ProcessHandle.current().pid() + ")");
    }
    boolean taken = false;
    try {
      FolderLock lock = new FolderLock(real, lock(real));
      taken = true;
      return lock;
    } catch (IOException e) {
      throw refused(folder, e);
    } finally {
      if (!taken) {
        System.clearProperty(HELD + real);
      }
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path owner = folder.resolve("owner");
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      if (channel.tryLock() == null) {
        throw held(folder, Files.exists(owner) ? Files.readString(owner).strip() : "a process");
      }
      Files.writeString(owner, "process " + ProcessHandle.current().pid() + "\n");
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static LucyException held(Path folder, String owner) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "data folder '%s' is in use by %s: stop that, or give this one a folder of its own"
            .formatted(folder, owner));
  }

  private static LucyException refused(Path folder, IOException cause) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "cannot use data folder '%s': %s (name a folder that can be written to)"
            .formatted(folder, DiskError.describe(cause)),
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw refused(folder, e);
    } finally {
      System.clearProperty(HELD + folder);
    }
  }
}
