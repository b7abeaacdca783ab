package io.lucy.engine.path;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the provenance of a clone path in format version 1. */
final class VersionOneProvenanceReader {
  private VersionOneProvenanceReader() {}

  static Provenance read(MessageReader in) {
    String createdBy = "";
    String data = "";
    long seed = 0;
    Map<String, String> options = new TreeMap<>();
    String platform = "";
    Optional<Provenance.Probe> probe = Optional.empty();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> createdBy = in.text("createdBy");
        case 2 -> data = in.digest("digest of the dataset");
        case 3 -> seed = in.number();
        case 4 -> {
          in.roomFor("options", options.size(), PathBounds.OPTIONS);
          option(in.message("option"), options);
        }
        case 5 -> platform = in.text("platform");
        case 6 -> probe = Optional.of(in.message("probe").as(VersionOneProvenanceReader::probe));
        default -> throw in.unknownField();
      }
    }
    return new Provenance(createdBy, data, seed, options, platform, probe);
  }

  private static void option(MessageReader in, Map<String, String> options) {
    String name = "";
    String value = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.text("name");
        case 2 -> value = in.text("value");
        default -> throw in.unknownField();
      }
    }
    options.put(name, value);
  }

  private static Provenance.Probe probe(MessageReader in) {
    long seed = 0;
    float[] logits = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> seed = in.number();
        case 2 -> logits = in.floats("logits", PathBounds.LABELS);
        default -> throw in.unknownField();
      }
    }
    return new Provenance.Probe(seed, logits);
  }
}
