package io.lucy.engine.path;

import io.lucy.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the sections of a clone path in format version 1.
 *
 * <p>A field that is not there is left at its default, which the part that is made refuses if it
 * needs the field.
 */
final class VersionOneReader {
  private static final NetworkIdentity UNNAMED =
      new NetworkIdentity(
          "0".repeat(64), 1, "0".repeat(64), "", List.of(), List.of(), List.of("none"));

  private final ClonePath path;

  private VersionOneReader(ClonePath path) {
    this.path = path;
  }

  static ClonePathView read(ClonePath path) {
    VersionOneReader reader = new VersionOneReader(path);
    return reader.section(Section.IDENTITY).as(reader::identity);
  }

  private MessageReader section(Section section) {
    return new MessageReader(section.toString(), path.section(section));
  }

  private ClonePathView identity(MessageReader in) {
    NetworkIdentity target = null;
    List<String> labels = new ArrayList<>();
    List<ModulePath> modules = new ArrayList<>();
    Optional<String> parentId = Optional.empty();
    List<Integer> featureCuts = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> in.number();
        case 2 -> target = in.message("target").as(VersionOneReader::network);
        case 3 -> in.text("labels", labels, PathBounds.LABELS);
        case 4 -> {
          in.roomFor("modules", modules.size(), PathBounds.MODULES);
          modules.add(in.message("module " + (modules.size() + 1)).as(VersionOneReader::module));
        }
        case 5 -> parentId = Optional.of(in.digest("parent id"));
        case 6 ->
            in.numbers("target feature cuts", featureCuts, PathBounds.FEATURE_CUTS, PathBounds.CUT);
        default -> throw in.unknownField();
      }
    }
    if (target == null) {
      throw in.corrupt("no target");
    }
    return new ClonePathView(
        target,
        labels,
        featureCuts,
        whole(modules),
        section(Section.HEAD).as(head -> head(head, labels.size())),
        parentId,
        section(Section.PROVENANCE).as(VersionOneProvenanceReader::read));
  }

  /** The modules with what the other sections say about them. */
  private List<ModulePath> whole(List<ModulePath> modules) {
    MessageReader masksIn = section(Section.MASKS);
    List<FilterMask> masks = masksIn.as(VersionOneReader::masks);
    if (masks.size() != modules.size()) {
      throw masksIn.corrupt("masks: " + masks.size() + " (expected: " + modules.size() + ")");
    }
    MessageReader adaptersIn = section(Section.ADAPTERS);
    List<AdapterNumbers> adapters = adaptersIn.as(VersionOneReader::adapters);
    if (!adapters.isEmpty() && adapters.size() != modules.size()) {
      throw adaptersIn.corrupt(
          "adapters: " + adapters.size() + " (expected: " + modules.size() + ", or none)");
    }
    List<ModulePath> whole = new ArrayList<>();
    for (int i = 0; i < modules.size(); i++) {
      ModulePath module = modules.get(i);
      FilterMask mask = masks.get(i);
      if (adapters.isEmpty()) {
        whole.add(module.with(mask, FilterTuning.NONE, Adapter.MISSING));
      } else {
        AdapterNumbers numbers = adapters.get(i);
        whole.add(adaptersIn.as(in -> numbers.in(module, mask)));
      }
    }
    return whole;
  }

  /**
   * What the adapters section says about a module.
   *
   * @param values none for an identity
   * @param tuning none without a tuning
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record AdapterNumbers(float[] values, float[] tuning) {
    ModulePath in(ModulePath module, FilterMask mask) {
      return module.with(mask, FilterTuning.ofStored(tuning, mask), adapter(values, module));
    }
  }

  private static Adapter adapter(float[] numbers, ModulePath module) {
    if (numbers.length == 0) {
      return Adapter.IDENTITY;
    }
    int sourceChannels = module.sourceShape().extent(0);
    long expected = sourceChannels * (module.targetShape().extent(0) + 1L);
    Invariants.require(
        numbers.length == expected, "numbers of an adapter", numbers.length, "" + expected);
    int weights = numbers.length - sourceChannels;
    return new AdapterWeights(
        Arrays.copyOf(numbers, weights), Arrays.copyOfRange(numbers, weights, numbers.length));
  }

  private static NetworkIdentity network(MessageReader in) {
    String file = "";
    long sizeBytes = 0;
    String weights = "";
    String name = "";
    float[] mean = {};
    float[] std = {};
    List<String> labels = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> file = in.digest("digest of the model file");
        case 2 -> sizeBytes = in.number("size of the model file", PathBounds.NETWORK_BYTES);
        case 3 -> weights = in.digest("digest of the weights");
        case 4 -> name = in.text("name");
        case 5 -> mean = in.floats("means", PathBounds.IMAGE_CHANNELS);
        case 6 -> std = in.floats("stds", PathBounds.IMAGE_CHANNELS);
        case 7 -> in.text("network labels", labels, PathBounds.LABELS);
        default -> throw in.unknownField();
      }
    }
    return new NetworkIdentity(
        file, sizeBytes, weights, name, FloatBytes.list(mean), FloatBytes.list(std), labels);
  }

  /** A module without its mask, tuning and adapter, which other sections hold. */
  private static ModulePath module(MessageReader in) {
    NetworkIdentity source = UNNAMED;
    List<String> wantedLabels = new ArrayList<>();
    int targetCut = 0;
    int sourceCut = 0;
    List<Integer> targetShape = new ArrayList<>();
    List<Integer> sourceShape = new ArrayList<>();
    List<Integer> featureCuts = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> source = in.message("source").as(VersionOneReader::network);
        case 2 -> in.text("wanted labels", wantedLabels, PathBounds.LABELS);
        case 3 -> targetCut = in.number("cut in the target", PathBounds.CUT);
        case 4 -> sourceCut = in.number("cut in the source", PathBounds.CUT);
        case 5 -> in.numbers("shape at the target's cut", targetShape, 3, PathBounds.EXTENT);
        case 6 -> in.numbers("shape at the source's cut", sourceShape, 3, PathBounds.EXTENT);
        case 7 -> in.numbers("feature cuts", featureCuts, PathBounds.FEATURE_CUTS, PathBounds.CUT);
        default -> throw in.unknownField();
      }
    }
    return new ModulePath(
        source,
        wantedLabels,
        targetCut,
        sourceCut,
        shape(targetShape),
        shape(sourceShape),
        featureCuts,
        FilterMask.all(0),
        FilterTuning.NONE,
        Adapter.MISSING);
  }

  private static Shape shape(List<Integer> extents) {
    return Shape.of(extents.stream().mapToInt(e -> e).toArray());
  }

  private static List<FilterMask> masks(MessageReader in) {
    List<FilterMask> masks = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknownField();
      }
      in.roomFor("masks", masks.size(), PathBounds.MODULES);
      masks.add(in.message("module " + (masks.size() + 1)).as(VersionOneReader::mask));
    }
    return masks;
  }

  private static FilterMask mask(MessageReader in) {
    int filters = 0;
    byte[] bits = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> filters = in.number("filters", PathBounds.FILTERS);
        case 2 -> bits = in.bytes();
        default -> throw in.unknownField();
      }
    }
    return FilterMask.ofBits(filters, bits);
  }

  private static List<AdapterNumbers> adapters(MessageReader in) {
    List<AdapterNumbers> adapters = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknownField();
      }
      in.roomFor("adapters", adapters.size(), PathBounds.MODULES);
      adapters.add(adapterNumbers(in.message("module " + (adapters.size() + 1))));
    }
    return adapters;
  }

  private static AdapterNumbers adapterNumbers(MessageReader in) {
    float[] values = {};
    float[] tuning = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> values = block(in.message("values"));
        case 2 -> tuning = block(in.message("tuning"));
        default -> throw in.unknownField();
      }
    }
    return new AdapterNumbers(values, tuning);
  }

  private static float[] block(MessageReader in) {
    float[] numbers = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknownField();
      }
      numbers = in.floats("numbers", PathBounds.FLOATS);
    }
    return numbers;
  }

  private static Optional<HeadDelta> head(MessageReader in, int labels) {
    int first = in.next();
    if (first == 0) {
      return Optional.empty();
    }
    float[] temperatures = {};
    float[] delta = {};
    for (int field = first; field != 0; field = in.next()) {
      switch (field) {
        case 1 -> temperatures = in.floats("temperatures", PathBounds.MODULES + 1);
        case 2 -> delta = block(in.message("delta"));
        default -> throw in.unknownField();
      }
    }
    Invariants.require(
        labels > 0 && delta.length > labels && delta.length % labels == 0,
        "numbers of the head",
        delta.length,
        "a multiple of the labels, " + labels);
    int weights = delta.length - labels;
    return Optional.of(
        new HeadDelta(
            temperatures,
            Arrays.copyOf(delta, weights),
            Arrays.copyOfRange(delta, weights, delta.length)));
  }
}
