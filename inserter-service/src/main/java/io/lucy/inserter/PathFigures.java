package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.proto.clone.v1.CloneResult;
import java.util.HexFormat;

/**
 * Sizes of a clone path, and of the zoo files that it names.
 *
 * @param zooSizeBytes target and sources, each file once
 */
record PathFigures(String pathId, long pathSizeBytes, long zooSizeBytes) {

  /** Reads an encoded path; fails as {@link ClonePathCodec#decode} does. */
  static PathFigures of(byte[] encoded) {
    ClonePath path = ClonePath.parse(encoded);
    return new PathFigures(path.id(), encoded.length, ClonePathCodec.decode(path).zooSizeBytes());
  }

  CloneResult.Builder result() {
    return CloneResult.newBuilder()
        .setPathId(ByteString.copyFrom(HexFormat.of().parseHex(pathId)))
        .setPathSizeBytes(pathSizeBytes)
        .setZooSizeBytes(zooSizeBytes);
  }
}
