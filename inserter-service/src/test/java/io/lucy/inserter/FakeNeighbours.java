package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.path.ClonePath;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.common.v1.ImageShape;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.LabelCount;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Plan;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A zoo in which the target {@code t} knows {@code cat} and each other label has a network of its
 * own, called as the label; one dataset with some samples of everything; paths that tests put here.
 */
final class FakeNeighbours {
  static final Digest DATA = digest("data", 1234);

  final Map<String, ClonePath> paths = new HashMap<>();
  final List<PlanCloneRequest> planned = new ArrayList<>();
  long unlabelled;

  Neighbours all() {
    return new Neighbours(this::plan, this::dataset, this::path);
  }

  private Plan plan(PlanCloneRequest request) {
    planned.add(request);
    Plan.Builder plan =
        Plan.newBuilder()
            .addAllLabels(request.getLabelsList())
            .setTarget(choice("t", List.of("cat"), request));
    List<String> sources = request.getSourcesList();
    if (sources.isEmpty()) {
      sources = request.getLabelsList().stream().filter(label -> !label.equals("cat")).toList();
    }
    for (String source : sources) {
      if (source.equals("unknown")) {
        throw new LucyException(Reason.LABEL_INVALID, "no network of the zoo knows: 'unknown'");
      }
      plan.addSources(choice(source, List.of(source), request));
    }
    return plan.build();
  }

  private static Choice choice(String network, List<String> knows, PlanCloneRequest request) {
    return Choice.newBuilder()
        .setNetwork(NetworkName.newBuilder().setName(network).setModel(digest(network, 5)))
        .addAllLabels(request.getLabelsList().stream().filter(knows::contains).toList())
        .build();
  }

  private Optional<Dataset> dataset(String owner, String sha256) {
    if (!sha256.equals(HexFormat.of().formatHex(DATA.getSha256().toByteArray()))) {
      return Optional.empty();
    }
    Dataset.Builder dataset =
        Dataset.newBuilder()
            .setData(DATA)
            .setOwner(owner)
            .setName("pets")
            .setUnlabelled(unlabelled)
            .setImage(ImageShape.newBuilder().setChannels(1).setHeight(8).setWidth(8));
    for (String label : List.of("cat", "dog", "cow", "hen")) {
      dataset.addLabels(LabelCount.newBuilder().setLabel(label).setSamples(10));
    }
    dataset.addLabels(LabelCount.newBuilder().setLabel("ant").setSamples(1));
    return Optional.of(dataset.build());
  }

  private Optional<ClonePath> path(String owner, String id) {
    return Optional.ofNullable(paths.get(id));
  }

  static Digest digest(String text, long sizeBytes) {
    byte[] sha256 = HexFormat.of().parseHex(Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
    return Digest.newBuilder()
        .setSha256(ByteString.copyFrom(sha256))
        .setSizeBytes(sizeBytes)
        .build();
  }
}
