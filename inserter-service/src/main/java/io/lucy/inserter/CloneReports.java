package io.lucy.inserter;

import io.lucy.engine.compose.Position;
import io.lucy.engine.insert.CloneReport;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.clone.v1.CutPair;
import io.lucy.proto.clone.v1.PlacedModule;
import io.lucy.proto.clone.v1.TriedPosition;

/** Says what the engine found out about a clone as clients see it. */
final class CloneReports {
  private CloneReports() {}

  static void describe(CloneReport report, CloneResult.Builder result) {
    for (CloneReport.Tried tried : report.positions()) {
      result.addPositions(
          TriedPosition.newBuilder()
              .setSource(tried.source())
              .setPosition(cuts(tried.position()))
              .setLoss(tried.loss())
              .setChosen(tried.won()));
    }
    for (CloneReport.Module module : report.modules()) {
      result.addModules(
          PlacedModule.newBuilder()
              .setSource(module.source())
              .setPosition(cuts(module.position()))
              .setKeptFilters(module.keptFilters())
              .setKeptFlops(module.keptFlops())
              .setSimilarity(module.similarity()));
    }
    result.setLoss(report.loss());
  }

  private static CutPair cuts(Position position) {
    return CutPair.newBuilder()
        .setTargetCut(position.targetCut().number())
        .setSourceCut(position.sourceCut().number())
        .build();
  }
}
