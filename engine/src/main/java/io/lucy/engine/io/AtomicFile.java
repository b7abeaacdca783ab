package io.lucy.engine.io;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file so that its readers see either what was there before or all of the new content.
 *
 * <p>The content goes to a hidden file in the same folder, is forced to the disk, and takes the
 * target's name in one step. Whatever fails, the target is as it was and the hidden file is gone.
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFile() {}

  /**
   * What to write. The stream is buffered and belongs to {@link AtomicFile}: the content need not
   * close it.
   */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces or creates {@code target}, whose folder must exist. Of a symbolic link, the file that
   * it leads to is replaced; a folder, device or pipe is refused.
   *
   * @throws LucyException with {@link Reason#STORAGE_FAILED} if the disk refuses
   */
  public static void write(Path target, Content content) {
    Path absolute = replaceable(target);
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot write '" + target + "': it is no file (name a file in a folder)");
    }
    Path partial =
        folder.resolve("." + absolute.getFileName() + "." + UUID.randomUUID() + ".partial");
    try {
      writeAndForce(partial, content);
      Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(folder);
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot write '"
              + target
              + "': "
              + DiskError.describe(e)
              + " (nothing was left behind; check space and permissions)",
          e);
    } finally {
      deleteQuietly(partial);
    }
  }

  /** The file behind a name, which may be new, but nothing else than a file. */
  private static Path replaceable(Path target) {
    try {
      Path file = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      if (Files.isSymbolicLink(file) || (Files.exists(file) && !Files.isRegularFile(file))) {
        throw new LucyException(
            Reason.STORAGE_FAILED,
            "cannot write '"
                + target
                + "': it is there and is no file (name a file, or a new one)");
      }
      return file;
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED, "cannot write '" + target + "': " + DiskError.describe(e), e);
    }
  }

  /**
   * Writes bytes and forces them to the disk, in place: for files of a folder that is itself
   * renamed at the end.
   */
  public static void writeAndForce(Path file, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** Forces a folder's own entries to the disk, where the file system can do that. */
  public static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems cannot open a folder; there the rename alone has to do.
      return;
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // The write has already failed, and that failure is the one to report.
      return;
    }
  }
}
