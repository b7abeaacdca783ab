package io.lucy.cli.client;

import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.runtime.Cancellation;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;

/** Reads what the zoo makes of clones into files. */
public final class Download {
  /** A path that was just kept reaches the zoo by an event. */
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
   * @throws io.lucy.engine.LucyException what the zoo refuses it with; {@code STORAGE_FAILED}
   */
  public Written assembly(String pathId, Path file) {
    return Arrival.await(() -> read("assemblies/" + pathId, file));
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
