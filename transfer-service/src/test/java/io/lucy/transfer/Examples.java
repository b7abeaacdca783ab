package io.lucy.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.data.Tags;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.path.Provenance;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.event.v1.CloneCancelled;
import io.lucy.proto.event.v1.CloneCompleted;
import io.lucy.proto.event.v1.CloneDeleted;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneFailed;
import io.lucy.proto.event.v1.CloneRequested;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Datasets, paths and events for tests. */
public final class Examples {
  public static final String ANN = "ann";
  public static final String BEN = "ben";

  private Examples() {}

  /** A dataset's file: cats, dogs and unlabelled ones; every {@code seed} gives other bytes. */
  public static byte[] dataset(int seed, int samples) {
    int[] labels = new int[samples];
    Arrays.setAll(labels, i -> i % 3 - 1);
    byte[] pixels = new byte[samples * 4];
    Arrays.fill(pixels, (byte) seed);
    return SafetensorsFile.encode(
        Dataset.of(
            new ImageShape(1, 2, 2),
            pixels,
            Tags.of(labels, List.of("cat", "dog")),
            Tags.none(samples)));
  }

  /** An encoded path; every number has an id of its own. */
  public static byte[] encodedPath(int number) {
    return encodedPath(number, "");
  }

  /** A path that differs from others of its number, and thus of its id, in its provenance. */
  public static byte[] encodedPath(int number, String platform) {
    return ClonePathCodec.encode(
            new ClonePathView(
                new NetworkIdentity(
                    digest("file"),
                    1000,
                    digest("weights"),
                    "shoes",
                    List.of(),
                    List.of(),
                    List.of("boot")),
                List.of("boot", "label" + number),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new Provenance("lucy", "", 1, Map.of(), platform, Optional.empty())))
        .bytes();
  }

  public static String idOf(byte[] path) {
    return ClonePath.parse(path).id();
  }

  public static BlobId blob(byte[] bytes) {
    return new BlobId(Sha256.hex(bytes), bytes.length);
  }

  public static String digest(String text) {
    return Sha256.hex(text.getBytes(UTF_8));
  }

  /** The id of a clone; ids have the order of their numbers. */
  public static String cloneId(int number) {
    return "%064x".formatted(number);
  }

  public static LogRecord requestedEvent(String owner, String clone, BlobId data) {
    return event(
        CloneEvent.newBuilder()
            .setOwner(owner)
            .setCloneId(clone)
            .setRequested(
                CloneRequested.newBuilder()
                    .setClone(
                        Clone.newBuilder()
                            .setId(clone)
                            .setOwner(owner)
                            .setSpec(CloneSpec.newBuilder().setData(Digests.of(data))))));
  }

  public static LogRecord completedEvent(String owner, String clone, byte[] path) {
    return completedEvent(owner, clone, path, Digests.bytes(idOf(path)).toByteArray());
  }

  public static LogRecord completedEvent(String owner, String clone, byte[] path, byte[] pathId) {
    return event(
        CloneEvent.newBuilder()
            .setOwner(owner)
            .setCloneId(clone)
            .setCompleted(
                CloneCompleted.newBuilder()
                    .setPath(ByteString.copyFrom(path))
                    .setName("clone-" + clone.substring(60))
                    .setResult(CloneResult.newBuilder().setPathId(ByteString.copyFrom(pathId)))));
  }

  public static LogRecord failedEvent(String owner, String clone) {
    return event(
        CloneEvent.newBuilder()
            .setOwner(owner)
            .setCloneId(clone)
            .setFailed(CloneFailed.getDefaultInstance()));
  }

  public static LogRecord cancelledEvent(String owner, String clone) {
    return event(
        CloneEvent.newBuilder()
            .setOwner(owner)
            .setCloneId(clone)
            .setCancelled(CloneCancelled.getDefaultInstance()));
  }

  public static LogRecord deletedEvent(String owner, String clone) {
    return event(
        CloneEvent.newBuilder()
            .setOwner(owner)
            .setCloneId(clone)
            .setDeleted(CloneDeleted.getDefaultInstance()));
  }

  private static LogRecord event(CloneEvent.Builder event) {
    return new LogRecord(event.getCloneId(), event.build().toByteArray(), Map.of());
  }
}
