package io.lucy.zoo.grpc;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.plan.Plan;
import io.lucy.engine.plan.PlanRequest;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.zoo.v1.Alternative;
import io.lucy.proto.zoo.v1.Anatomy;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Network;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import io.lucy.zoo.NetworkAnatomy;
import java.util.HexFormat;
import java.util.Optional;

/** Between messages and what the zoo says. */
final class ZooMessages {
  private static final int MAX_LABELS = 4096;
  private static final int MAX_SOURCES = 64;

  private ZooMessages() {}

  /** A network without its anatomy. */
  static Network.Builder network(ZooEntry entry, String cardJson) {
    Network.Builder network =
        Network.newBuilder()
            .setName(entry.name())
            .setVersion(entry.version())
            .setModel(digest(entry))
            .addAllLabels(entry.labels())
            .setFamily(entry.card().family())
            .setCardJson(cardJson);
    if (entry.card().accuracy() != null) {
      network.setAccuracy(entry.card().accuracy());
    }
    return network;
  }

  static Network network(NetworkAnatomy network, String cardJson) {
    Network.Builder message = network(network.entry(), cardJson);
    network.anatomy().ifPresent(anatomy -> message.setAnatomy(anatomy(anatomy)));
    return message.addAllObstacles(network.obstacles()).build();
  }

  static io.lucy.proto.zoo.v1.Plan plan(Plan plan) {
    io.lucy.proto.zoo.v1.Plan.Builder message =
        io.lucy.proto.zoo.v1.Plan.newBuilder()
            .addAllLabels(plan.labels())
            .setTarget(choice(plan.target()));
    plan.sources().forEach(source -> message.addSources(choice(source)));
    for (Plan.Unusable unusable : plan.unusable()) {
      message.addUnusable(
          Alternative.newBuilder()
              .setNetwork(name(unusable.network()))
              .addAllLabels(
                  plan.labels().stream().filter(unusable.network().labels()::contains).toList())
              .setReason(unusable.reason()));
    }
    return message.build();
  }

  /**
   * What is to be planned.
   *
   * @throws LucyException {@link Reason#ARGUMENT_INVALID}, {@link Reason#LABEL_INVALID}
   */
  static PlanRequest planRequest(PlanCloneRequest message) {
    atMost("labels", message.getLabelsCount(), MAX_LABELS);
    atMost("sources", message.getSourcesCount(), MAX_SOURCES);
    return new PlanRequest(
        message.getLabelsList(),
        message.hasImage() ? Optional.of(image(message.getImage())) : Optional.empty(),
        Optional.of(message.getTarget()).filter(name -> !name.isEmpty()),
        message.getSourcesList());
  }

  /** A digest in hexadecimal. */
  static String hex(Digest digest) {
    ByteString bytes = digest.getSha256();
    if (bytes.size() != 32) {
      throw invalid("digest of " + bytes.size() + " bytes (expected: SHA-256, 32 bytes)");
    }
    return Digits.of(bytes);
  }

  static LucyException invalid(String what) {
    return new LucyException(Reason.ARGUMENT_INVALID, what);
  }

  private static void atMost(String what, int count, int most) {
    if (count > most) {
      throw invalid(what + ": " + count + " (expected: at most " + most + ")");
    }
  }

  private static ImageShape image(io.lucy.proto.common.v1.ImageShape shape) {
    try {
      return new ImageShape(shape.getChannels(), shape.getHeight(), shape.getWidth());
    } catch (IllegalArgumentException e) {
      throw new LucyException(Reason.ARGUMENT_INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  private static Choice choice(Plan.Choice choice) {
    Choice.Builder message =
        Choice.newBuilder()
            .setNetwork(name(choice.network()))
            .addAllLabels(choice.labels())
            .addAllAdded(choice.added())
            .setReason(choice.reason());
    for (Plan.Alternative alternative : choice.alternatives()) {
      message.addAlternatives(
          Alternative.newBuilder()
              .setNetwork(name(alternative.network()))
              .addAllLabels(alternative.labels())
              .setReason(alternative.reason()));
    }
    return message.build();
  }

  private static NetworkName name(ZooEntry entry) {
    return NetworkName.newBuilder()
        .setName(entry.name())
        .setVersion(entry.version())
        .setModel(digest(entry))
        .build();
  }

  private static Digest digest(ZooEntry entry) {
    return Digest.newBuilder()
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(entry.digest())))
        .setSizeBytes(entry.sizeBytes())
        .build();
  }

  private static Anatomy anatomy(io.lucy.engine.check.Anatomy anatomy) {
    Anatomy.Builder message =
        Anatomy.newBuilder()
            .setImage(
                io.lucy.proto.common.v1.ImageShape.newBuilder()
                    .setChannels(anatomy.image().get(0))
                    .setHeight(anatomy.image().get(1))
                    .setWidth(anatomy.image().get(2)))
            .setFilters(anatomy.filters())
            .setFlops(anatomy.flops())
            .setFeatures(anatomy.features());
    for (Cut cut : anatomy.cuts()) {
      io.lucy.proto.zoo.v1.Cut.Builder part =
          io.lucy.proto.zoo.v1.Cut.newBuilder().setNumber(cut.number());
      int[] extents = cut.shape().extents();
      for (int axis = 1; axis < extents.length; axis++) {
        part.addShape(extents[axis]);
      }
      message.addCuts(part);
    }
    return message.build();
  }
}
