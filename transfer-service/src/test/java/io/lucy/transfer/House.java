package io.lucy.transfer;

import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** All of the service but its edge, in a folder, with a log that delivers what it is told to. */
final class House {
  static final Duration GRACE = Duration.ofHours(24);

  final Path folder;
  final MemoryLog log;
  final StateStore state;
  final Transfer transfer;

  private House(Path folder, long quotaBytes, MemoryLog log, StateStore state) {
    this.folder = folder;
    this.log = log;
    this.state = state;
    this.transfer =
        new Transfer(
            new Transfer.Settings(folder, quotaBytes, GRACE, Duration.ofHours(1), 1 << 20),
            log,
            state,
            Clock.systemUTC());
  }

  /** A new one. */
  static House in(Path folder) {
    return in(folder, 0);
  }

  static House in(Path folder, long quotaBytes) {
    return in(folder, quotaBytes, new EmbeddedStateStore());
  }

  static House in(Path folder, long quotaBytes, StateStore state) {
    House house = new House(folder, quotaBytes, new MemoryLog(), state);
    house.transfer.content().rebuild();
    return house;
  }

  /** As after a restart: the folder and the log are there, the state store is empty. */
  House restarted() {
    return new House(folder, 0, log, new EmbeddedStateStore());
  }

  void handle(LogRecord event) throws Exception {
    transfer.events().handle(event);
  }

  /** Puts bytes as a blob of the owner. */
  BlobId put(String owner, byte[] bytes) {
    BlobId blob = Examples.blob(bytes);
    transfer.blobs().put(owner, blob, bytes);
    return blob;
  }

  boolean has(String owner, BlobId blob) {
    return transfer.blobs().missing(owner, java.util.List.of(blob)).isEmpty();
  }

  /** Whether the blob's bytes are on the disk, whoever may see them. Renews nothing. */
  boolean isStored(BlobId blob) {
    return Files.exists(
        folder
            .resolve("blobs")
            .resolve(blob.sha256().substring(0, 2))
            .resolve(blob.sha256().substring(2)));
  }

  /** Makes all files as old as if nobody had touched them for more than the time of grace. */
  void age() {
    FileTime old = FileTime.from(Instant.now().minus(GRACE).minusSeconds(60));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
