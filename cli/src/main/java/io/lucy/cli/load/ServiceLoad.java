package io.lucy.cli.load;

import io.lucy.cli.client.Services;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.clone.v1.CancelCloneRequest;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.WatchCloneRequest;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Puts load on services, one kind after the other. */
public final class ServiceLoad {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Services services;
  private final CloneOrders orders;
  private final ProgressListener progress;
  private final Cancellation cancellation;
  private long seed;

  /**
   * @param seed the first of those that this load's clones have, each its own
   */
  public ServiceLoad(
      Services services,
      CloneOrders orders,
      long seed,
      ProgressListener progress,
      Cancellation cancellation) {
    this.services = services;
    this.orders = orders;
    this.seed = seed;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /** Makes clones, so many calls at once, and waits for all of them and their paths. */
  public ServiceFigures.Round round(int clones, int atOnce) throws InterruptedException {
    progress.stage("make " + clones + " clones", clones);
    CreateCalls calls = new CreateCalls(services, atOnce);
    CloneEnds ends = new CloneEnds(services, PATIENCE, cancellation);
    long began = System.nanoTime();
    for (int i = 0; i < clones; i++) {
      cancellation.check();
      calls.send(orders.withSeed(seed++));
      progress.step(i + 1, Double.NaN, "");
    }
    calls.await();
    double accepted = secondsSince(began);
    CloneEnds.Seen completed = ends.completed(calls.accepted());
    double ended = secondsSince(began);
    CloneEnds.Seen stored = ends.stored(completed.clones());
    return new ServiceFigures.Round(
        clones,
        accepted,
        ended,
        secondsSince(began),
        clones / ended,
        clones - stored.clones().size(),
        stored.pathBytes());
  }

  /** Lets calls come all at once, again and again, and cancels what they made. */
  public Delays bursts(int calls, int bursts) throws InterruptedException {
    progress.stage("create " + calls + " clones at once", bursts);
    List<Long> nanos = new ArrayList<>();
    List<String> made = new ArrayList<>();
    for (int burst = 0; burst < bursts; burst++) {
      cancellation.check();
      CreateCalls all = new CreateCalls(services, calls);
      for (int i = 0; i < calls; i++) {
        all.send(orders.withSeed(seed++));
      }
      all.await();
      nanos.addAll(all.nanos());
      made.addAll(all.accepted());
      progress.step(burst + 1, Double.NaN, "");
    }
    for (String clone : made) {
      services.clones().cancelClone(CancelCloneRequest.newBuilder().setClone(clone).build());
    }
    return Delays.ofNanos(nanos);
  }

  /** How long watches took to show a clone at first, and to show its end. */
  public record Watches(Delays first, Delays end) {}

  /** Watches clones, one after the other, to their ends. The clocks must be the same. */
  public Watches watches(int count) throws InterruptedException {
    progress.stage("watch " + count + " clones", count);
    List<Long> first = new ArrayList<>();
    List<Long> end = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cancellation.check();
      String clone = create(seed++);
      long began = System.nanoTime();
      Iterator<WatchCloneResponse> watch = watch(clone);
      Clone newest = watch.next().getClone();
      first.add(System.nanoTime() - began);
      newest = last(newest, watch);
      end.add(
          TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - newest.getEndedAtMillis()));
      progress.step(i + 1, Double.NaN, "");
    }
    return new Watches(Delays.ofNanos(first), Delays.ofNanos(end));
  }

  /** Builds a clone alone. */
  public ServiceFigures.Build build(long withSeed) {
    progress.stage("build a clone with seed " + withSeed, 0);
    long began = System.nanoTime();
    Iterator<WatchCloneResponse> watch = watch(create(withSeed));
    Clone clone = last(watch.next().getClone(), watch);
    double seconds = secondsSince(began);
    if (clone.getState() != CloneState.CLONE_STATE_COMPLETED) {
      throw new IllegalStateException(
          "clone " + clone.getId() + " ended as " + clone.getState() + ": " + clone.getFailure());
    }
    return new ServiceFigures.Build(withSeed, seconds, Digits.of(clone.getResult().getPathId()));
  }

  private String create(long withSeed) {
    return services.clones().createClone(orders.withSeed(withSeed)).getClone().getId();
  }

  private Iterator<WatchCloneResponse> watch(String clone) {
    return services.watching().watchClone(WatchCloneRequest.newBuilder().setClone(clone).build());
  }

  private Clone last(Clone first, Iterator<WatchCloneResponse> watch) {
    Clone newest = first;
    while (watch.hasNext()) {
      cancellation.check();
      newest = watch.next().getClone();
    }
    return newest;
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
