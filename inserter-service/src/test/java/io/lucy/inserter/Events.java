package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.fabric.work.CloneId;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneFailure;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.event.v1.CloneCancelled;
import io.lucy.proto.event.v1.CloneCompleted;
import io.lucy.proto.event.v1.CloneDeleted;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneFailed;
import io.lucy.proto.event.v1.CloneRequested;
import io.lucy.proto.event.v1.ModuleLocalized;
import io.lucy.proto.localizer.v1.LocalizedModule;
import io.lucy.proto.zoo.v1.Choice;
import io.lucy.proto.zoo.v1.Plan;

/** Events about one clone. */
final class Events {
  static final CloneId ID = CloneId.of("ada", "request-1");
  static final ByteString PATH_ID = ByteString.copyFrom(new byte[32]);

  private Events() {}

  static CloneEvent requested(int sources) {
    return requested(sources, CloneOptions.getDefaultInstance());
  }

  static CloneEvent requested(int sources, CloneOptions options) {
    Plan.Builder plan =
        Plan.newBuilder().addLabels("cat").addLabels("dog").setTarget(choice("target", "cat"));
    for (int i = 0; i < sources; i++) {
      plan.addSources(choice("source" + i, "dog"));
    }
    Clone clone =
        Clone.newBuilder()
            .setId(ID.id())
            .setOwner(ID.owner())
            .setName("pets")
            .setSpec(
                CloneSpec.newBuilder()
                    .addLabels("cat")
                    .addLabels("dog")
                    .setOptions(options)
                    .setNewClone(NewClone.getDefaultInstance()))
            .setState(CloneState.CLONE_STATE_REQUESTED)
            .setPlan(plan)
            .setCreatedAtMillis(1)
            .build();
    return event().setRequested(CloneRequested.newBuilder().setClone(clone)).build();
  }

  private static Choice choice(String network, String label) {
    return Choice.newBuilder()
        .setNetwork(NetworkName.newBuilder().setName(network))
        .addLabels(label)
        .build();
  }

  static CloneEvent localized(int source) {
    return event()
        .setModuleLocalized(
            ModuleLocalized.newBuilder().setSource(source).setModule(module(source)))
        .build();
  }

  static LocalizedModule module(int source) {
    return LocalizedModule.newBuilder()
        .setKey(ByteString.copyFromUtf8("module of source " + source))
        .build();
  }

  static CloneEvent completed() {
    return event()
        .setCompleted(
            CloneCompleted.newBuilder()
                .setPath(ByteString.copyFromUtf8("path"))
                .setResult(CloneResult.newBuilder().setPathId(PATH_ID))
                .setName("pets"))
        .build();
  }

  static CloneEvent failed() {
    return event()
        .setFailed(
            CloneFailed.newBuilder()
                .setFailure(CloneFailure.newBuilder().setReason("NOT_FINITE").setMessage("NaN")))
        .build();
  }

  static CloneEvent cancelled() {
    return event().setCancelled(CloneCancelled.getDefaultInstance()).build();
  }

  static CloneEvent deleted() {
    return event().setDeleted(CloneDeleted.getDefaultInstance()).build();
  }

  static CloneEvent nothing() {
    return event().build();
  }

  private static CloneEvent.Builder event() {
    return CloneEvent.newBuilder().setCloneId(ID.id()).setOwner(ID.owner());
  }
}
