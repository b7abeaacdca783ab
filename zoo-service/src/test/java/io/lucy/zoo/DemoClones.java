package io.lucy.zoo;

import com.google.protobuf.ByteString;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.local.Superpixels;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.HeadDelta;
import io.lucy.engine.path.Provenance;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.Zoo;
import io.lucy.fabric.log.LogRecord;
import io.lucy.proto.event.v1.PathRecord;
import io.lucy.proto.transfer.v1.StoredPath;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Clones of bundled networks, built with few images and steps, once for all tests. */
public final class DemoClones {
  public static final String TARGET = "mnist-low-lenet5";
  public static final String SOURCE = "mnist-high-mobilenet";
  public static final List<String> LABELS = List.of("1", "3", "7", "9");
  public static final ZooNetworks NETWORKS =
      new ZooNetworks(Zoo.open(Path.of("..", "demo", "zoo")));

  /** Half of the source's filters, for two of its labels. */
  public static final ClonePath MASKED = masked();

  /** Nothing but the target. */
  public static final ClonePath ITSELF = itself();

  private DemoClones() {}

  private static ClonePath masked() {
    KnownNetwork target = NETWORKS.load(TARGET);
    LocaliseOptions localise =
        new LocaliseOptions(
            6, 8, Superpixels.grid(2), 0.95, 0.01, OptionalDouble.empty(), 0.3, 0.15);
    InsertOptions options =
        new InsertOptions(localise, true, 0.5, 0.5, false, Optional.of(new int[] {0, 0}), 2, 10, 1);
    Dataset data = DemoZoo.data("mnist-calibration").withLabels(LABELS).perClass(20, 1);
    Inserter inserter =
        new Inserter(
            target,
            List.of(new Inserter.Wanted(NETWORKS.load(SOURCE), List.of("7", "9"))),
            LABELS,
            options,
            ProgressListener.NONE,
            Cancellation.never());
    return ClonePathCodec.encode(inserter.insert(data).path());
  }

  private static ClonePath itself() {
    KnownNetwork target = NETWORKS.load(TARGET);
    return ClonePathCodec.encode(
        new ClonePathView(
            target.identity(),
            target.labels(),
            List.of(),
            List.of(),
            Optional.of(HeadDelta.nothing(target.labels().size(), target.features())),
            Optional.empty(),
            Provenance.NONE));
  }

  /** The record that tells of a path. */
  public static LogRecord record(String owner, String name, ClonePath path) {
    StoredPath stored =
        StoredPath.newBuilder()
            .setPathId(ByteString.copyFrom(HexFormat.of().parseHex(path.id())))
            .setOwner(owner)
            .setName(name)
            .setSizeBytes(path.sizeBytes())
            .build();
    PathRecord record =
        PathRecord.newBuilder()
            .setPath(stored)
            .setEncoded(ByteString.copyFrom(path.bytes()))
            .build();
    return new LogRecord(owner + ":" + path.id(), record.toByteArray(), Map.of());
  }

  /** The record that ends it. */
  public static LogRecord tombstone(String owner, ClonePath path) {
    return new LogRecord(owner + ":" + path.id(), new byte[0], Map.of());
  }
}
