package io.lucy.cli.load;

import io.lucy.cli.client.CloneFollower;
import io.lucy.cli.client.Services;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.GetCloneRequest;
import io.lucy.proto.transfer.v1.ListPathsRequest;
import io.lucy.proto.transfer.v1.ListPathsResponse;
import io.lucy.proto.transfer.v1.StoredPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Waits for many clones without watching each. */
final class CloneEnds {
  private static final int PAGE = 1000;
  private static final long PAUSE_MILLIS = 5;

  private final Services services;
  private final Duration patience;
  private final Cancellation cancellation;

  CloneEnds(Services services, Duration patience, Cancellation cancellation) {
    this.services = services;
    this.patience = patience;
    this.cancellation = cancellation;
  }

  /** Clones that came so far, and the bytes of their paths. */
  record Seen(List<String> clones, long pathBytes) {}

  /** Those of some clones that are completed, once all have ended or patience has. */
  Seen completed(List<String> clones) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> completed = new ArrayList<>();
    long bytes = 0;
    for (String clone : clones) {
      Clone now = get(clone);
      while (!CloneFollower.isTerminal(now) && System.nanoTime() < deadline) {
        pause();
        now = get(clone);
      }
      if (now.getState() == CloneState.CLONE_STATE_COMPLETED) {
        completed.add(clone);
        bytes += now.getResult().getPathSizeBytes();
      }
    }
    return new Seen(completed, bytes);
  }

  private Clone get(String clone) {
    return services
        .clones()
        .getClone(GetCloneRequest.newBuilder().setClone(clone).build())
        .getClone();
  }

  /** Those of some clones whose paths are stored, once all are or patience has ended. */
  Seen stored(List<String> clones) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Seen seen = among(clones);
    while (seen.clones().size() < clones.size() && System.nanoTime() < deadline) {
      pause();
      seen = among(clones);
    }
    return seen;
  }

  private Seen among(List<String> clones) {
    Map<String, Long> sizes = new HashMap<>();
    String token = "";
    do {
      ListPathsResponse page =
          services
              .paths()
              .listPaths(
                  ListPathsRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build());
      for (StoredPath path : page.getPathsList()) {
        sizes.put(path.getCloneId(), path.getSizeBytes());
      }
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    List<String> stored = clones.stream().filter(sizes::containsKey).toList();
    return new Seen(stored, stored.stream().mapToLong(sizes::get).sum());
  }

  private void pause() throws InterruptedException {
    cancellation.check();
    Thread.sleep(PAUSE_MILLIS);
  }
}
