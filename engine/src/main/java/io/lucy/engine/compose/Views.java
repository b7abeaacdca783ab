package io.lucy.engine.compose;

import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.PixelFormat;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.surgery.Cut;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Graphs from the target's pixels to values of a target or source. */
public final class Views {
  /** The name of the output with a network's features. */
  public static final String FEATURES = "features";

  private Views() {}

  /** The name of the output with the features at a cut. */
  public static String cut(int number) {
    return "cut/" + number;
  }

  /**
   * The target's trunk, with its features and those at some cuts as outputs.
   *
   * @param resampled for each wanted output, the cut it is taken at and the cut whose resolution it
   *     is brought to
   */
  public static Graph target(KnownNetwork target, Map<String, Position> resampled) {
    GraphBuilder builder = new GraphBuilder();
    Value pixels = builder.input("pixels", target.network().trunk().input().type());
    Map<String, String> names =
        builder.append(
            target.network().trunk(),
            Map.of(target.network().trunk().input().name(), pixels),
            "target/");
    builder.output(FEATURES, builder.value(names.get(target.network().trunk().output().name())));
    resampled.forEach(
        (name, position) -> {
          Value features = builder.value(names.get(position.targetCut().value()));
          builder.output(name, Connection.resample(builder, features, position.sourceCut()));
        });
    return builder.build();
  }

  /**
   * A source's trunk as it sees the target's pixels, with its features and those at some cuts as
   * outputs.
   */
  public static Graph source(KnownNetwork target, KnownNetwork source, List<Cut> cuts) {
    GraphBuilder builder = new GraphBuilder();
    Value pixels = builder.input("pixels", target.network().trunk().input().type());
    Value seen =
        Connection.pixels(builder, pixels, target.pixels(), source.pixels(), "pixels/seen");
    Map<String, String> names =
        builder.append(
            source.network().trunk(),
            Map.of(source.network().trunk().input().name(), seen),
            "source/");
    builder.output(FEATURES, builder.value(names.get(source.network().trunk().output().name())));
    Set<Integer> done = new LinkedHashSet<>();
    for (Cut cut : cuts) {
      if (done.add(cut.number())) {
        builder.output(cut(cut.number()), builder.value(names.get(cut.value())));
      }
    }
    return builder.build();
  }

  /** From the target's pixels to the source's. */
  public static Graph pixels(PixelFormat target, PixelFormat source) {
    GraphBuilder builder = new GraphBuilder();
    ImageShape images = target.shape();
    Value pixels =
        builder.input(
            "pixels",
            TensorType.floats(Shape.BATCH, images.channels(), images.height(), images.width()));
    builder.output("seen", Connection.pixels(builder, pixels, target, source, "pixels/map"));
    return builder.build();
  }

  /** The part of a source behind a cut: what a module is cut from. */
  public static Graph suffix(KnownNetwork source, Cut cut) {
    Graph trunk = source.network().trunk();
    return trunk.between(List.of(cut.value()), List.of(trunk.output().name()));
  }
}
