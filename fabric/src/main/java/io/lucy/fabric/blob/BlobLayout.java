package io.lucy.fabric.blob;

import io.lucy.engine.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a blob lie in a folder: {@code ab/cdef…}, the first two digits of its digest
 * and the other 62.
 */
final class BlobLayout {
  private static final int PREFIX_DIGITS = 2;
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern REST = Pattern.compile("[0-9a-f]{62}");

  private final Path root;

  BlobLayout(Path root) {
    this.root = root;
  }

  /** Is shown a file that is a blob by its name and size; nobody has looked at its bytes. */
  @FunctionalInterface
  interface Visitor {
    void visit(BlobId blob, BasicFileAttributes attributes) throws IOException;
  }

  Path place(BlobId blob) {
    return folder(blob).resolve(blob.sha256().substring(PREFIX_DIGITS));
  }

  private Path folder(BlobId blob) {
    return root.resolve(blob.sha256().substring(0, PREFIX_DIGITS));
  }

  /** Whether a file of the blob's name and size is there. */
  boolean has(BlobId blob) throws IOException {
    return sizeOf(place(blob)) == blob.sizeBytes();
  }

  /** Gives a finished file its place, in one step that survives a power failure. */
  void publish(Path file, BlobId blob) throws IOException {
    Path folder = folder(blob);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      AtomicFile.forceFolder(root);
    }
    Files.move(file, place(blob), StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.forceFolder(folder);
  }

  void visit(Visitor visitor) throws IOException {
    for (Path folder : children(root)) {
      String prefix = folder.getFileName().toString();
      if (PREFIX.matcher(prefix).matches()) {
        for (Path file : children(folder)) {
          String rest = file.getFileName().toString();
          BasicFileAttributes attributes = attributesOf(file);
          if (REST.matcher(rest).matches() && attributes != null) {
            visitor.visit(new BlobId(prefix + rest, attributes.size()), attributes);
          }
        }
      }
    }
  }

  /** Of a regular file, which may vanish at any time; null if it is not there. */
  static @Nullable BasicFileAttributes attributesOf(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? attributes : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** -1 if there is no such file. */
  static long sizeOf(Path file) throws IOException {
    BasicFileAttributes attributes = attributesOf(file);
    return attributes == null ? -1 : attributes.size();
  }

  /** What a folder holds; nothing if it is not there. */
  static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
