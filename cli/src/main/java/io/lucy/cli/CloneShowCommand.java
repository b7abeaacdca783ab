package io.lucy.cli;

import static io.lucy.cli.Table.left;
import static io.lucy.cli.Table.right;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lucy.cli.client.PathLookup;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.path.Provenance;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.PlacedModule;
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
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "CLONE", description = CloneCommand.MEANT)
  private String clone;

  private record Network(String name, String digest, long bytes, List<String> labels) {
    static Network of(NetworkIdentity identity) {
      return new Network(
          identity.name(), identity.fileSha256(), identity.sizeBytes(), identity.labels());
    }
  }

  /**
   * @param keptFlops share of its FLOPs that is left, in [0, 1]; null of a path from elsewhere
   */
  private record Module(
      Network source,
      List<String> labels,
      int targetCut,
      int sourceCut,
      int keptFilters,
      int filters,
      @Nullable Double keptFlops,
      @Nullable Double similarity) {}

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
      @Nullable String parentId,
      Network targetNetwork,
      List<Module> modules,
      boolean whole,
      Origin provenance) {}

  @Override
  int execute() {
    try (ServerOption.Connection connection = server.open(this)) {
      PathLookup.Found found = new PathLookup(connection.services()).find(clone);
      ClonePathView view = ClonePathCodec.decode(found.path());
      CloneRow row = CloneRow.of(found.name(), found.path());
      Details details =
          new Details(
              found.built().map(Clone::getId).map(row::builtAs).orElse(row),
              view.parentId().orElse(null),
              Network.of(view.target()),
              modules(view, found.built()),
              view.isWhole(),
              Origin.of(view.provenance()));
      show(details, out -> print(details, out));
    }
    return ExitStatus.OK;
  }

  private static List<Module> modules(ClonePathView view, Optional<Clone> built) {
    List<PlacedModule> placed = built.map(c -> c.getResult().getModulesList()).orElse(List.of());
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < view.modules().size(); i++) {
      ModulePath module = view.modules().get(i);
      boolean known = placed.size() == view.modules().size();
      modules.add(
          new Module(
              Network.of(module.source()),
              module.wantedLabels(),
              module.targetCut(),
              module.sourceCut(),
              module.mask().keptCount(),
              module.mask().filters(),
              known ? placed.get(i).getKeptFlops() : null,
              known ? placed.get(i).getSimilarity() : null));
    }
    return modules;
  }

  private static void print(Details details, PrintStream out) {
    CloneRow row = details.row();
    Table table = new Table(left("CLONE"), left(row.name()));
    table.row("id", row.id());
    table.row("labels", String.join(", ", row.labels()));
    table.row("target", row.target() + " " + Figures.shortDigest(details.targetNetwork().digest()));
    table.row("size", row.sizes());
    table.row("parent", details.parentId() == null ? Figures.UNKNOWN : details.parentId());
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
          Figures.percent(module.keptFlops()),
          String.join(", ", module.labels()));
    }
    modules.print(out);
  }
}
