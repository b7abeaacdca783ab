package io.lucy.zoo;

import io.lucy.fabric.grpc.ByteResources;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Topic;
import io.lucy.zoo.grpc.ZooResources;
import io.lucy.zoo.inference.CloneAssembler;
import io.lucy.zoo.inference.CloneCatalog;
import io.lucy.zoo.inference.CompiledServables;
import io.lucy.zoo.inference.ServingLimits;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Puts the service together; everything else in it is plain Java. */
@Singleton
public class ZooWiring {
  private final List<EventLog.Subscription> subscriptions = new ArrayList<>();

  @Produces
  @Singleton
  ZooReader zoo(ZooSettings settings) {
    return new ZooReader(
        settings.zoo(), settings.zooInterval(), settings.zooMemory().asLongValue());
  }

  void close(@Disposes ZooReader zoo) {
    zoo.close();
  }

  /** A zoo without a log serves its networks alone. */
  @Produces
  @Singleton
  CloneCatalog catalog(Instance<EventLog> log) {
    CloneCatalog catalog = new CloneCatalog();
    if (log.isResolvable()) {
      subscriptions.add(log.get().tail(Topic.PATHS, catalog));
    } else {
      catalog.caughtUp();
    }
    return catalog;
  }

  void close(@Disposes CloneCatalog catalog) {
    subscriptions.forEach(EventLog.Subscription::close);
  }

  @Produces
  @Singleton
  CloneAssembler assembler(ZooReader zoo, CloneCatalog catalog, ZooSettings settings) {
    return new CloneAssembler(zoo, catalog, settings.assemblyMemory().asLongValue());
  }

  @Produces
  @Singleton
  ServingLimits limits(ZooSettings settings) {
    return new ServingLimits(
        settings.sessionMemory().asLongValue(),
        settings.inferRequests(),
        settings.inferMemory().asLongValue(),
        settings.maxBatch());
  }

  @Produces
  @Singleton
  CompiledServables models(
      ZooReader zoo, CloneCatalog catalog, CloneAssembler assembler, ServingLimits limits) {
    return new CompiledServables(zoo, catalog, assembler, limits);
  }

  void close(@Disposes CompiledServables models) {
    models.close();
  }

  @Produces
  @Singleton
  ByteResources resources(ZooReader zoo, CloneAssembler assembler) {
    return new ZooResources(zoo, assembler);
  }
}
