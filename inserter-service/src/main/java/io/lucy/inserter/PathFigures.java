package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.proto.clone.v1.CloneResult;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * Sizes of a clone path, and of the zoo files that it names.
 *
 * @param zooSizeBytes target and sources, each file once
 */
record PathFigures(String pathId, long pathSizeBytes, long zooSizeBytes) {

  /** Reads an encoded path; fails as {@link ClonePathCodec#decode} does. */
  static PathFigures of(byte[] encoded) {
    ClonePath path = ClonePath.parse(encoded);
    ClonePathView view = ClonePathCodec.decode(path);
    long zoo =
        Stream.concat(Stream.of(view.target()), view.modules().stream().map(m -> m.source()))
            .collect(
                java.util.stream.Collectors.toMap(
                    NetworkIdentity::fileSha256, NetworkIdentity::sizeBytes, (one, same) -> one))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    return new PathFigures(path.id(), encoded.length, zoo);
  }

  CloneResult.Builder result() {
    return CloneResult.newBuilder()
        .setPathId(ByteString.copyFrom(HexFormat.of().parseHex(pathId)))
        .setPathSizeBytes(pathSizeBytes)
        .setZooSizeBytes(zooSizeBytes);
  }
}
