package io.lucy.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.StatusBridge;
import io.lucy.proto.clone.v1.CancelCloneRequest;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.WatchCloneRequest;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import io.lucy.proto.common.v1.Progress;
import java.time.Duration;
import java.util.Iterator;

/** Follows a clone until it ends, through restarts of the services. */
public final class CloneFollower {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Services services;
  private final ProgressListener listener;
  private final Cancellation cancellation;
  private String stage = "";

  public CloneFollower(Services services, ProgressListener listener, Cancellation cancellation) {
    this.services = services;
    this.listener = listener;
    this.cancellation = cancellation;
  }

  /**
   * Waits for a clone that was asked for here. If the user gives up, the clone is cancelled.
   *
   * @return the clone, completed
   * @throws LucyException the clone's own failure; {@link Reason#CANCELLED}
   */
  public Clone own(String clone) {
    try {
      return completed(follow(clone));
    } catch (LucyException e) {
      if (cancellation.isCancelled()) {
        // The interrupt has done its work; it must not end this call too.
        Thread.interrupted();
        Calls.of(
            () ->
                services
                    .clones()
                    .cancelClone(CancelCloneRequest.newBuilder().setClone(clone).build()));
      }
      throw e;
    }
  }

  /** Watches a clone until it ends, whatever its end. Giving up ends the watching alone. */
  public Clone follow(String clone) {
    long patientUntil = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      cancellation.check();
      try {
        Clone ended = watch(clone);
        if (isTerminal(ended)) {
          return ended;
        }
        patientUntil = System.nanoTime() + PATIENCE.toNanos();
      } catch (StatusRuntimeException e) {
        cancellation.check();
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE
            || System.nanoTime() > patientUntil) {
          throw StatusBridge.fromGrpc(e);
        }
      }
      Calls.pause(PAUSE);
    }
  }

  public static boolean isTerminal(Clone clone) {
    return switch (clone.getState()) {
      case CLONE_STATE_COMPLETED, CLONE_STATE_FAILED, CLONE_STATE_CANCELLED -> true;
      default -> false;
    };
  }

  private Clone watch(String name) {
    Clone newest = Clone.getDefaultInstance();
    Iterator<WatchCloneResponse> responses =
        services.watching().watchClone(WatchCloneRequest.newBuilder().setClone(name).build());
    while (responses.hasNext()) {
      newest = responses.next().getClone();
      cancellation.check();
      hear(newest);
    }
    return newest;
  }

  private void hear(Clone clone) {
    if (!clone.hasProgress()) {
      return;
    }
    Progress progress = clone.getProgress();
    if (!progress.getStage().isBlank() && !progress.getStage().equals(stage)) {
      stage = progress.getStage();
      listener.stage(stage, Math.max(0, progress.getSteps()));
    }
    listener.step(
        Math.max(0, progress.getDone()),
        progress.hasLoss() ? progress.getLoss() : Double.NaN,
        progress.getDetail());
  }

  private static Clone completed(Clone clone) {
    return switch (clone.getState()) {
      case CLONE_STATE_COMPLETED -> clone;
      case CLONE_STATE_FAILED ->
          throw new LucyException(
              Calls.reason(clone.getFailure().getReason()), clone.getFailure().getMessage());
      default ->
          throw new LucyException(
              Reason.CANCELLED, "clone '" + clone.getName() + "' was cancelled by someone");
    };
  }
}
