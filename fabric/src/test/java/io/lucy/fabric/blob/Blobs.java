package io.lucy.fabric.blob;

import io.lucy.engine.io.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Bytes to store, and a look at the files that they become. */
final class Blobs {
  private Blobs() {}

  static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static BlobId id(byte[] bytes) {
    return new BlobId(Sha256.hex(bytes), bytes.length);
  }

  static BlobStore.Source source(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }

  static BlobId put(BlobStore store, byte[] bytes) {
    store.put(id(bytes), source(bytes));
    return id(bytes);
  }

  static byte[] read(BlobReader store, BlobId blob) {
    try {
      return Files.readAllBytes(store.file(blob));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Regular files below a folder, relative to it. */
  static List<String> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
