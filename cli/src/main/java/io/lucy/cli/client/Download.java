package io.lucy.cli.client;

import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.StatusBridge;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;

/** Reads what the zoo makes of clones into files. */
public final class Download {
  /** A path that was just kept reaches the zoo by an event. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Services services;
  private final Cancellation cancellation;

  public Download(Services services, Cancellation cancellation) {
    this.services = services;
    this.cancellation = cancellation;
  }

  /** A file that was written. */
  public record Written(long sizeBytes, String sha256) {}

  /**
   * Writes the standalone graph of a clone path; the file comes whole or not at all.
   *
   * @param pathId 64 hexadecimal digits
   * @throws LucyException what the zoo refuses it with; {@link Reason#STORAGE_FAILED}
   */
  public Written assembly(String pathId, Path file) {
    long patientUntil = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return read("assemblies/" + pathId, file);
      } catch (StatusRuntimeException e) {
        cancellation.check();
        if (e.getStatus().getCode() != Status.Code.NOT_FOUND || System.nanoTime() > patientUntil) {
          throw StatusBridge.fromGrpc(e);
        }
        pause();
      }
    }
  }

  private Written read(String resource, Path file) {
    Iterator<ReadResponse> pieces =
        services.zooBytes().read(ReadRequest.newBuilder().setResourceName(resource).build());
    // Asks before a file is begun: a refusal comes now.
    boolean any = pieces.hasNext();
    MessageDigest digest = sha256();
    long[] size = new long[1];
    AtomicFile.write(
        file,
        stream -> {
          OutputStream counted = new DigestOutputStream(stream, digest);
          for (boolean more = any; more; more = pieces.hasNext()) {
            cancellation.check();
            ReadResponse piece = pieces.next();
            piece.getData().writeTo(counted);
            size[0] += piece.getData().size();
          }
          counted.flush();
        });
    return new Written(size[0], HexFormat.of().formatHex(digest.digest()));
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LucyException(Reason.CANCELLED, "interrupted while waiting for the zoo", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
