package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lucy.engine.LucyException;
import io.lucy.engine.compose.ModuleSize;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.path.Provenance;
import io.lucy.engine.plan.ZooNetworks;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lucy clone show}. */
@Command(name = "show", description = "Show one clone: what it is made of, and how large it is.")
final class CloneShowCommand extends LucyCommand {
  @Mixin private ClonesOption clonesOption;
  @Mixin private ZooOption zooOption;

  @Parameters(
      paramLabel = "CLONE",
      description = "A name, the first digits of an id (at least 6), or a .clonepath file.")
  private String clone;

  private record Network(String name, String digest, long bytes, List<String> labels) {
    static Network of(NetworkIdentity identity) {
      return new Network(
          identity.name(), identity.fileSha256(), identity.sizeBytes(), identity.labels());
    }
  }

  private record Module(
      Network source,
      List<String> labels,
      int targetCut,
      int sourceCut,
      int keptFilters,
      int filters,
      @Nullable Long keptFlops,
      @Nullable Long flops) {}

  private record Origin(
      String createdBy, String data, long seed, Map<String, String> options, String platform) {
    static Origin of(Provenance provenance) {
      return new Origin(
          provenance.createdBy(),
          provenance.dataSha256(),
          provenance.seed(),
          provenance.options(),
          provenance.platform());
    }
  }

  private record Details(
      @JsonUnwrapped CloneRow row,
      Network targetNetwork,
      List<Module> modules,
      boolean whole,
      Origin provenance) {}

  @Override
  int execute() {
    CloneStore.Stored stored = clonesOption.open(this).find(clone);
    ClonePathView view = stored.view();
    Optional<ZooNetworks> zoo = zoo();
    List<Module> modules = new ArrayList<>();
    for (ModulePath module : view.modules()) {
      modules.add(module(module, zoo));
    }
    Details details =
        new Details(
            CloneRow.of(stored),
            Network.of(view.target()),
            modules,
            view.isWhole(),
            Origin.of(view.provenance()));
    show(details, out -> print(details, out));
    return ExitStatus.OK;
  }

  /** A path can be shown without the zoo; only FLOPs are unknown then. */
  private Optional<ZooNetworks> zoo() {
    try {
      return Optional.of(new ZooNetworks(zooOption.open(this)));
    } catch (LucyException e) {
      warn(e.getMessage());
      return Optional.empty();
    }
  }

  private Module module(ModulePath module, Optional<ZooNetworks> zoo) {
    Optional<ModuleSize> size = Optional.empty();
    try {
      size = zoo.map(z -> ModuleSize.of(module, z.resolve(module.source())));
    } catch (LucyException e) {
      warn(e.getMessage());
    }
    return new Module(
        Network.of(module.source()),
        module.wantedLabels(),
        module.targetCut(),
        module.sourceCut(),
        module.mask().keptCount(),
        module.mask().filters(),
        size.map(ModuleSize::keptFlops).orElse(null),
        size.map(ModuleSize::flops).orElse(null));
  }

  private static void print(Details details, PrintStream out) {
    CloneRow row = details.row();
    Table table = new Table(left("CLONE"), left(row.name()));
    table.row("id", row.id());
    table.row("file", row.file());
    table.row("labels", String.join(", ", row.labels()));
    table.row("target", row.target() + " " + Figures.shortDigest(details.targetNetwork().digest()));
    table.row("size", row.sizes());
    table.row("parent", row.parentId() == null ? Figures.UNKNOWN : row.parentId());
    if (!details.whole()) {
      table.row("state", "adapters or head are missing; repair it");
    }
    if (!details.provenance().createdBy().isEmpty()) {
      table.row("made by", details.provenance().createdBy());
      table.row("data", Figures.shortDigest(details.provenance().data()));
      table.row("seed", details.provenance().seed());
    }
    table.print(out);
    Table modules =
        new Table(
            right("MODULE"),
            left("SOURCE"),
            left("TARGET CUT"),
            left("SOURCE CUT"),
            right("FILTERS"),
            right("FLOPS"),
            left("WANTED LABELS"));
    for (int i = 0; i < details.modules().size(); i++) {
      Module module = details.modules().get(i);
      modules.row(
          i,
          module.source().name() + " " + Figures.shortDigest(module.source().digest()),
          module.targetCut(),
          module.sourceCut(),
          module.keptFilters() + " of " + module.filters(),
          Figures.percent(share(module)),
          String.join(", ", module.labels()));
    }
    modules.print(out);
  }

  private static @Nullable Double share(Module module) {
    Long kept = module.keptFlops();
    Long all = module.flops();
    return kept == null || all == null || all == 0 ? null : (double) kept / all;
  }
}
