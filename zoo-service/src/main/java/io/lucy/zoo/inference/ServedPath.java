package io.lucy.zoo.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.event.v1.PathRecord;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A clone path that is kept, and what has to be known of it before it is assembled. Holds the
 * encoded path, not its numbers.
 *
 * @param id of the path, 64 hexadecimal digits
 * @param name of the clone; empty if it has none
 * @param refusal why the path can never be served; null if it can, given its networks
 * @param content null if there is a refusal
 */
record ServedPath(
    String owner,
    String id,
    String name,
    @Nullable LucyException refusal,
    @Nullable Content content) {

  /**
   * A path that can be read and is whole.
   *
   * @param networks target and sources
   * @param isTarget whether the clone is its target
   * @param encoded a {@code lucy.path.v1.ClonePath}
   */
  record Content(
      String id,
      List<String> labels,
      NetworkIdentity target,
      List<NetworkIdentity> networks,
      boolean isTarget,
      ByteString encoded) {
    Content {
      labels = List.copyOf(labels);
      networks = List.copyOf(networks);
    }

    ClonePathView view() {
      return ClonePathCodec.decode(ClonePath.parse(encoded.toByteArray()));
    }
  }

  /**
   * Reads a record.
   *
   * @throws InvalidProtocolBufferException if it is none; what is wrong with the path in it is a
   *     refusal
   */
  static ServedPath of(byte[] record) throws InvalidProtocolBufferException {
    PathRecord stored = PathRecord.parseFrom(record);
    String owner = stored.getPath().getOwner();
    String id = Digits.of(stored.getPath().getPathId());
    String name = stored.getPath().getName();
    try {
      return new ServedPath(owner, id, name, null, content(id, stored.getEncoded()));
    } catch (LucyException e) {
      return new ServedPath(owner, id, name, e, null);
    }
  }

  /**
   * What the path says.
   *
   * @throws LucyException why it can never be served
   */
  Content readable() {
    if (content == null) {
      throw refusal == null
          ? new LucyException(Reason.PATH_CORRUPT, "the path cannot be read")
          : new LucyException(refusal.reason(), String.valueOf(refusal.getMessage()), refusal);
    }
    return content;
  }

  private static Content content(String id, ByteString encoded) {
    ClonePath path = ClonePath.parse(encoded.toByteArray());
    if (!path.id().equals(id)) {
      throw new LucyException(
          Reason.PATH_CORRUPT,
          "the path has the id " + path.id() + " (expected: " + id + "; fetch it again)");
    }
    ClonePathView view = ClonePathCodec.decode(path);
    if (!view.isWhole()) {
      throw new LucyException(
          Reason.PATH_UNRESOLVED,
          "the path lacks its adapters or its head (repair it with calibration data)");
    }
    List<NetworkIdentity> networks =
        Stream.concat(Stream.of(view.target()), view.modules().stream().map(ModulePath::source))
            .distinct()
            .toList();
    return new Content(id, view.labels(), view.target(), networks, view.isTarget(), encoded);
  }
}
