package io.lucy.engine.path;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Clone paths for tests: a small one that never changes, and any number of random ones. */
final class ExamplePaths {
  private ExamplePaths() {}

  /** Two modules, one tuned, one on the pixels: every field of the format is used. */
  static ClonePathView small() {
    float[] delta = {0.5f, -1, 2, 0.25f, 0, -0.0f, 1e-20f, 3, -7.5f, 1, 2, 4};
    return new ClonePathView(
        network("shoes", List.of("sneaker", "boot"), List.of(0.5f), List.of(0.25f)),
        List.of("sneaker", "boot", "Mütze"),
        List.of(1, 3),
        List.of(
            new ModulePath(
                network("hats", List.of("cap", "Mütze"), List.of(), List.of()),
                List.of("Mütze"),
                2,
                1,
                Shape.of(2, 4, 4),
                Shape.of(3, 4, 4),
                List.of(2, 4),
                FilterMask.of(true, false, true, true, false, true, true, true, false, true),
                new FilterTuning(
                    new float[] {0.5f, 1, 1, 2, 1, -1, 1.5f, 1, 1, 3},
                    new float[] {0, 0.25f, -1, 0, 0, 0, -0.0f, 4, 0, 1e-20f}),
                new AdapterWeights(new float[] {1, -2, 3, 0.5f, 0, 8}, new float[] {0, 1, -1})),
            new ModulePath(
                network("caps", List.of("Mütze", "beret"), List.of(), List.of()),
                List.of("Mütze"),
                0,
                0,
                Shape.of(1, 28, 28),
                Shape.of(3, 32, 32),
                List.of(),
                FilterMask.of(),
                FilterTuning.NONE,
                Adapter.IDENTITY)),
        Optional.of(new HeadDelta(new float[] {1, 2.5f, 0.5f}, delta, new float[] {1, 0, -1})),
        Optional.of(digest("parent")),
        new Provenance(
            "lucy 0.1.0",
            digest("data"),
            42,
            Map.of("epochs", "10", "positions", ""),
            "linux-x86_64",
            Optional.of(new Provenance.Probe(7, new float[] {0.5f, -3, 1.25f}))));
  }

  /** The least that a path can be: a target, and nothing taken from anywhere. */
  static ClonePathView targetAlone() {
    return new ClonePathView(
        network("shoes", List.of("sneaker"), List.of(), List.of()),
        List.of("sneaker"),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Provenance.NONE);
  }

  /** A clone of two CIFAR-10 ResNet-20s: 5 + 3 labels, the adapter at the second stage. */
  static ClonePathView resnet20() {
    Random random = new Random(20);
    List<String> five = List.of("airplane", "automobile", "bird", "cat", "deer");
    List<String> others = List.of("dog", "frog", "horse", "ship", "truck");
    List<String> labels = new ArrayList<>(five);
    labels.addAll(others.subList(0, 3));
    List<Float> mean = List.of(0.485f, 0.456f, 0.406f);
    List<Float> std = List.of(0.229f, 0.224f, 0.225f);
    return new ClonePathView(
        network("cifar10-resnet20-c01234", five, mean, std),
        labels,
        List.of(),
        List.of(
            new ModulePath(
                network("cifar10-resnet20-c56789", others, mean, std),
                others.subList(0, 3),
                9,
                9,
                Shape.of(16, 32, 32),
                Shape.of(16, 32, 32),
                List.of(),
                mask(random, 688),
                new FilterTuning(floats(random, 688), floats(random, 688)),
                new AdapterWeights(floats(random, 256), floats(random, 16)))),
        Optional.of(
            new HeadDelta(new float[] {1, 1}, floats(random, 8 * (64 + 48)), floats(random, 8))),
        Optional.empty(),
        new Provenance(
            "lucy 0.1.0",
            digest("data"),
            1,
            Map.of("samples-per-label", "100", "positions", "auto"),
            "linux-x86_64",
            Optional.of(new Provenance.Probe(1, floats(random, 8)))));
  }

  static ClonePathView random(Random random) {
    NetworkIdentity target = network(random, "t", labels(random, 1, "t"));
    List<String> labels = labels(random, 1, "c");
    int count = random.nextInt(4);
    boolean adaptersMissing = random.nextInt(4) == 0;
    List<ModulePath> modules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      modules.add(module(random, adaptersMissing));
    }
    int features = 1 + random.nextInt(20);
    Optional<HeadDelta> head =
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(
                new HeadDelta(
                    positive(random, count + 1),
                    floats(random, labels.size() * features),
                    floats(random, labels.size())));
    return new ClonePathView(
        target,
        labels,
        cuts(random, 0),
        modules,
        head,
        random.nextBoolean() ? Optional.empty() : Optional.of(digest("" + random.nextInt())),
        provenance(random, labels.size()));
  }

  private static ModulePath module(Random random, boolean adapterMissing) {
    List<String> known = labels(random, 2, "s");
    boolean pixels = random.nextInt(4) == 0;
    int sourceCut = pixels ? 0 : random.nextInt(300);
    Shape target = shape(random);
    boolean identity = random.nextInt(3) == 0;
    Shape source = identity && !pixels ? target : shape(random);
    FilterMask mask = mask(random, random.nextInt(70));
    int channels = source.extent(0);
    Adapter adapter =
        adapterMissing
            ? Adapter.MISSING
            : identity
                ? Adapter.IDENTITY
                : new AdapterWeights(
                    floats(random, channels * target.extent(0)), floats(random, channels));
    return new ModulePath(
        network(random, "s", known),
        known.subList(0, 1 + random.nextInt(known.size())),
        pixels ? 0 : random.nextInt(300),
        sourceCut,
        target,
        source,
        cuts(random, sourceCut + 1),
        mask,
        adapterMissing ? FilterTuning.NONE : tuning(random, mask.filters()),
        adapter);
  }

  private static NetworkIdentity network(
      String name, List<String> labels, List<Float> mean, List<Float> std) {
    return new NetworkIdentity(
        digest(name + " file"), 1_000_000, digest(name + " weights"), name, mean, std, labels);
  }

  private static NetworkIdentity network(Random random, String name, List<String> labels) {
    int channels = random.nextInt(4);
    return new NetworkIdentity(
        digest(name + random.nextInt()),
        1 + random.nextInt(Integer.MAX_VALUE),
        digest(name + random.nextInt()),
        random.nextBoolean() ? "" : name,
        FloatBytes.list(floats(random, channels)),
        FloatBytes.list(positive(random, channels)),
        labels);
  }

  private static Provenance provenance(Random random, int labels) {
    if (random.nextInt(3) == 0) {
      return Provenance.NONE;
    }
    Map<String, String> options = new HashMap<>();
    List<String> names = List.of("a", "é", "\uFFFD", "\uD83D\uDC5F", "zebra", "A");
    names.forEach(name -> options.put(name, random.nextBoolean() ? "" : "v" + random.nextInt()));
    return new Provenance(
        "lucy",
        random.nextBoolean() ? "" : digest("" + random.nextInt()),
        random.nextLong(),
        options,
        "",
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new Provenance.Probe(random.nextLong(), floats(random, labels))));
  }

  private static List<String> labels(Random random, int atLeast, String prefix) {
    List<String> tails = List.of("", "ü", " x", "\uD83D\uDC5F", "\t");
    return IntStream.range(0, atLeast + random.nextInt(6))
        .mapToObj(i -> prefix + i + tails.get(random.nextInt(tails.size())))
        .toList();
  }

  private static List<Integer> cuts(Random random, int from) {
    List<Integer> cuts = new ArrayList<>();
    for (int cut = from + random.nextInt(3), i = random.nextInt(4); i > 0; i--) {
      cuts.add(cut);
      cut += 1 + random.nextInt(100);
    }
    return cuts;
  }

  private static Shape shape(Random random) {
    int channels = 1 + random.nextInt(12);
    return random.nextBoolean()
        ? Shape.of(channels)
        : Shape.of(channels, 1 + random.nextInt(200), 7);
  }

  private static FilterMask mask(Random random, int filters) {
    boolean[] kept = new boolean[filters];
    for (int i = 0; i < filters; i++) {
      kept[i] = random.nextBoolean();
    }
    return FilterMask.of(kept);
  }

  /** None, one that has an effect, or one that may have none. */
  private static FilterTuning tuning(Random random, int filters) {
    return switch (random.nextInt(3)) {
      case 0 -> FilterTuning.NONE;
      case 1 -> new FilterTuning(floats(random, filters), floats(random, filters));
      default -> {
        float[] gains = new float[filters];
        Arrays.fill(gains, 1);
        if (filters > 0) {
          gains[random.nextInt(filters)] = 2;
        }
        yield new FilterTuning(gains, new float[filters]);
      }
    };
  }

  private static float[] positive(Random random, int count) {
    float[] floats = floats(random, count);
    for (int i = 0; i < count; i++) {
      floats[i] = Math.max(Float.MIN_VALUE, Math.abs(floats[i]));
    }
    return floats;
  }

  private static float[] floats(Random random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] =
          switch (random.nextInt(20)) {
            case 0 -> -0.0f;
            case 1 -> Float.MAX_VALUE;
            case 2 -> Float.MIN_VALUE;
            default -> (float) random.nextGaussian();
          };
    }
    return floats;
  }

  static String digest(String of) {
    return Sha256.hex(of.getBytes(StandardCharsets.UTF_8));
  }
}
