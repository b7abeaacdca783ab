package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.io.Sha256;
import io.lucy.fabric.work.BuildOptions;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.event.v1.ArrivedModule;
import io.lucy.proto.event.v1.CloneRecordOrBuilder;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.event.v1.LocalizeWork;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Plan;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The work that a clone takes. */
final class CloneWork {
  private CloneWork() {}

  /** How many modules have to be localised; none without masks. */
  static int modules(Clone clone) {
    return clone.getSpec().getOptions().getUnmasked() ? 0 : clone.getPlan().getSourcesCount();
  }

  /**
   * The work of localising those modules that have not arrived yet.
   *
   * @param judges empty if every sample has a label; see {@code CloneRequested}
   */
  static List<LocalizeWork> missing(CloneRecordOrBuilder record, List<Choice> judges) {
    Set<Integer> there =
        record.getArrivedList().stream().map(ArrivedModule::getSource).collect(Collectors.toSet());
    List<LocalizeWork> work = new ArrayList<>();
    for (int i = 0; i < modules(record.getClone()); i++) {
      if (!there.contains(i)) {
        work.add(localisation(record.getClone(), i, judges));
      }
    }
    return work;
  }

  private static LocalizeWork localisation(Clone clone, int number, List<Choice> judges) {
    Plan plan = clone.getPlan();
    Choice source = plan.getSources(number);
    LocalizeWork.Builder what =
        LocalizeWork.newBuilder()
            .setTarget(plan.getTarget().getNetwork())
            .setSource(source.getNetwork())
            .addAllLabels(plan.getLabelsList())
            .addAllWantedLabels(source.getLabelsList())
            .setData(clone.getSpec().getData())
            .setOptions(BuildOptions.ofLocalising(clone.getSpec().getOptions()));
    if (!judges.isEmpty()) {
      what.addAllJudges(judges).setJudge(judges.size() - plan.getSourcesCount() + number);
    }
    byte[] key = HexFormat.of().parseHex(Sha256.hex(what.build().toByteArray()));
    return what.setKey(ByteString.copyFrom(key))
        .setCloneId(clone.getId())
        .setOwner(clone.getOwner())
        .setSourceNumber(number)
        .build();
  }

  /** The work of inserting all modules; those that had to be localised have arrived, in order. */
  static InsertWork insertion(CloneRecordOrBuilder record) {
    return InsertWork.newBuilder()
        .setClone(record.getClone())
        .addAllModules(record.getArrivedList().stream().map(ArrivedModule::getModule).toList())
        .setParentPath(record.getParentPath())
        .build();
  }
}
