package io.lucy.engine.path;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Writes the sections of a clone path in format version 1: equal views give equal bytes. */
final class VersionOneWriter {
  static final int VERSION = 1;

  private VersionOneWriter() {}

  static ClonePath write(ClonePathView view) {
    return ClonePath.of(
        identity(view), masks(view.modules()), adapters(view.modules()), head(view), how(view));
  }

  private static byte[] identity(ClonePathView view) {
    MessageWriter out =
        new MessageWriter()
            .number(1, VERSION)
            .always(2, network(view.target()))
            .texts(3, view.labels());
    for (ModulePath module : view.modules()) {
      out.always(4, module(module));
    }
    return out.bytes(5, view.parentId().map(VersionOneWriter::unhex).orElse(new byte[0]))
        .numbers(6, view.targetFeatureCuts())
        .toBytes();
  }

  private static byte[] network(NetworkIdentity network) {
    return new MessageWriter()
        .bytes(1, unhex(network.fileSha256()))
        .number(2, network.sizeBytes())
        .bytes(3, unhex(network.weightsSha256()))
        .text(4, network.name())
        .floats(5, FloatBytes.array(network.mean()))
        .floats(6, FloatBytes.array(network.std()))
        .texts(7, network.labels())
        .toBytes();
  }

  private static byte[] module(ModulePath module) {
    return new MessageWriter()
        .always(1, network(module.source()))
        .texts(2, module.wantedLabels())
        .number(3, module.targetCut())
        .number(4, module.sourceCut())
        .numbers(5, Arrays.stream(module.targetShape().extents()).boxed().toList())
        .numbers(6, Arrays.stream(module.sourceShape().extents()).boxed().toList())
        .numbers(7, module.featureCuts())
        .toBytes();
  }

  private static byte[] masks(List<ModulePath> modules) {
    MessageWriter out = new MessageWriter();
    for (ModulePath module : modules) {
      FilterMask mask = module.mask();
      out.always(1, new MessageWriter().number(1, mask.filters()).bytes(2, mask.bits()).toBytes());
    }
    return out.toBytes();
  }

  private static byte[] adapters(List<ModulePath> modules) {
    MessageWriter out = new MessageWriter();
    for (ModulePath module : modules) {
      if (!(module.adapter() instanceof Adapter.Missing)) {
        out.always(1, adapter(module));
      }
    }
    return out.toBytes();
  }

  private static byte[] adapter(ModulePath module) {
    MessageWriter out = new MessageWriter();
    if (module.adapter() instanceof AdapterWeights adapter) {
      out.always(1, block(adapter.weights(), adapter.bias()));
    }
    FilterTuning tuning = module.tuning();
    if (!tuning.isNone()) {
      out.always(2, block(tuning.keptGains(module.mask()), tuning.shifts()));
    }
    return out.toBytes();
  }

  private static byte[] head(ClonePathView view) {
    return view.head()
        .map(
            head ->
                new MessageWriter()
                    .floats(1, head.temperatures())
                    .always(2, block(head.weights(), head.bias()))
                    .toBytes())
        .orElse(new byte[0]);
  }

  private static byte[] block(float[]... numbers) {
    return new MessageWriter().bytes(1, FloatBytes.of(numbers)).toBytes();
  }

  private static byte[] how(ClonePathView view) {
    Provenance provenance = view.provenance();
    MessageWriter out =
        new MessageWriter()
            .text(1, provenance.createdBy())
            .bytes(2, unhex(provenance.dataSha256()))
            .number(3, provenance.seed());
    provenance.options().entrySet().stream()
        .sorted(Comparator.comparing(VersionOneWriter::key, Arrays::compareUnsigned))
        .map(
            option -> new MessageWriter().element(1, option.getKey()).element(2, option.getValue()))
        .forEach(option -> out.always(4, option.toBytes()));
    out.text(5, provenance.platform());
    provenance
        .probe()
        .map(probe -> new MessageWriter().number(1, probe.seed()).floats(2, probe.logits()))
        .ifPresent(probe -> out.always(6, probe.toBytes()));
    return out.toBytes();
  }

  private static byte[] unhex(String digest) {
    return HexFormat.of().parseHex(digest);
  }

  /** Options are sorted by the bytes of their names, which every language can do alike. */
  private static byte[] key(Map.Entry<String, String> option) {
    return option.getKey().getBytes(StandardCharsets.UTF_8);
  }
}
