package io.lucy.localizer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.log.Appends;
import io.lucy.fabric.log.CloudEvents;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.WantedClones;
import io.lucy.fabric.work.WorkMonitor;
import io.lucy.proto.clone.v1.CloneFailure;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneFailed;
import io.lucy.proto.event.v1.LocalizeWork;
import io.lucy.proto.event.v1.ModuleLocalized;
import io.lucy.proto.localizer.v1.LocalizedModule;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Localises what was handed out. Equal work has an equal key in the log, so it is never done at the
 * same time; whoever comes second finds the result.
 */
final class LocalizeWorker implements RecordHandler {
  /** The group of consumers of {@link Topic#LOCALIZE_WORK} that this is. */
  static final String GROUP = "localizer";

  private static final CloudEvents EVENTS = new CloudEvents("/lucy/localizer");

  private final EventLog log;
  private final StateStore store;
  private final LocalizedModules modules;
  private final WantedClones wanted;
  private final Localization localization;
  private final ScheduledExecutorService timer;

  LocalizeWorker(
      EventLog log,
      StateStore store,
      Localization localization,
      Duration timeToLive,
      ScheduledExecutorService timer) {
    this.log = log;
    this.store = store;
    this.modules = new LocalizedModules(store, timeToLive);
    this.wanted = new WantedClones(store);
    this.localization = localization;
    this.timer = timer;
  }

  @Override
  public void handle(LogRecord record) throws InterruptedException {
    LocalizeWork work = parse(record);
    CloneId clone = new CloneId(work.getOwner(), work.getCloneId());
    String key = Digits.of(work.getKey());
    if (wanted.isWanted(clone)) {
      Optional<CloneEvent> event = event(work, clone, key);
      if (event.isPresent()) {
        announce(event.get());
      }
    }
    modules.leave(key, clone);
  }

  /** What there is to say; nothing if nobody wants to hear it. */
  private Optional<CloneEvent> event(LocalizeWork work, CloneId clone, String key)
      throws InterruptedException {
    CloneEvent.Builder event =
        CloneEvent.newBuilder().setCloneId(clone.id()).setOwner(clone.owner());
    try {
      LocalizedModule module = module(work, clone, key);
      event.setModuleLocalized(
          ModuleLocalized.newBuilder().setSource(work.getSourceNumber()).setModule(module));
    } catch (LucyException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("localising for clone " + clone + " goes on elsewhere");
      }
      if (e.reason() == Reason.CANCELLED) {
        return Optional.empty();
      }
      event.setFailed(
          CloneFailed.newBuilder()
              .setFailure(
                  CloneFailure.newBuilder()
                      .setReason(e.reason().name())
                      .setMessage(String.valueOf(e.getMessage()))));
    }
    return Optional.of(event.build());
  }

  private LocalizedModule module(LocalizeWork work, CloneId clone, String key) {
    Optional<LocalizedModule> known = modules.find(key);
    if (known.isPresent()) {
      return known.get();
    }
    Cancellation cancellation = new Cancellation();
    try (WorkMonitor monitor =
        new WorkMonitor(store, () -> modules.waiting(key, clone), cancellation, timer)) {
      LocalizedModule module = localization.localize(work, monitor, cancellation);
      modules.keep(key, module);
      return module;
    }
  }

  private void announce(CloneEvent event) throws InterruptedException {
    Appends.await(
        log.append(
            Topic.EVENTS,
            EVENTS.record(event.getCloneId(), event, event.getCloneId(), event.getOwner())));
  }

  private static LocalizeWork parse(LogRecord record) {
    try {
      LocalizeWork work = LocalizeWork.parseFrom(record.value());
      if (work.getCloneId().isEmpty() || work.getOwner().isEmpty() || work.getKey().isEmpty()) {
        throw new PoisonedRecordException(
            "work without clone, owner or key (expected: all, as lucy.event.v1.LocalizeWork says)");
      }
      return work;
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonedRecordException("not an encoded lucy.event.v1.LocalizeWork", e);
    }
  }
}
