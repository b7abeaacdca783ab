package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathFile;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.event.v1.InsertWork;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * No numerics, for {@code lucy.benchmark-path}: all clones get the same path, but with their own
 * ids as its parent, so that each has a path of its own, of the size that paths have.
 */
final class BenchmarkInsertion implements Insertion {
  private final ClonePathView template;

  BenchmarkInsertion(ClonePathView template) {
    this.template = template;
  }

  /** Reads the path; fails as {@link ClonePathFile#read} and {@link ClonePathCodec#decode} do. */
  static BenchmarkInsertion of(Path file) {
    return new BenchmarkInsertion(ClonePathCodec.decode(ClonePathFile.read(file).path()));
  }

  @Override
  public Inserted insert(InsertWork work, ProgressListener progress, Cancellation cancellation) {
    ClonePath path =
        ClonePathCodec.encode(
            new ClonePathView(
                template.target(),
                template.labels(),
                template.targetFeatureCuts(),
                template.modules(),
                template.head(),
                Optional.of(work.getClone().getId()),
                template.provenance()));
    byte[] bytes = path.bytes();
    return new Inserted(
        bytes,
        CloneResult.newBuilder()
            .setPathId(ByteString.copyFrom(HexFormat.of().parseHex(path.id())))
            .setPathSizeBytes(bytes.length)
            .build());
  }
}
