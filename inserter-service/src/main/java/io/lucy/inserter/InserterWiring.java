package io.lucy.inserter;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.DataDirectory;
import io.lucy.fabric.work.NetworkDirectory;
import io.lucy.fabric.work.ServiceChannels;
import io.lucy.fabric.work.WorkSettings;
import io.lucy.inserter.grpc.GrpcDatasetDirectory;
import io.lucy.inserter.grpc.GrpcPathDirectory;
import io.lucy.inserter.grpc.GrpcZooPlans;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the service together; everything else in it is plain Java. */
@Singleton
public class InserterWiring {
  @Produces
  @Singleton
  @DefaultBean
  Insertion insertion(WorkSettings settings, NetworkDirectory networks, DataDirectory data) {
    return settings
        .benchmarkPath()
        .<Insertion>map(BenchmarkInsertion::of)
        .orElseGet(() -> new EngineInsertion(networks, data));
  }

  @Produces
  @Singleton
  Inserting inserting(
      EventLog log,
      StateStore store,
      ServiceChannels services,
      Insertion insertion,
      InserterSettings settings) {
    Neighbours neighbours =
        new Neighbours(
            new GrpcZooPlans(services.zoo()),
            new GrpcDatasetDirectory(services.transfer()),
            new GrpcPathDirectory(services.transfer()));
    return new Inserting(
        log,
        store,
        neighbours,
        insertion,
        new Inserting.Concurrency(settings.events(), settings.concurrency()),
        InstantSource.system());
  }

  void close(@Disposes Inserting inserting) {
    inserting.close();
  }

  @Produces
  @Singleton
  Clones clones(Inserting inserting) {
    return inserting.clones();
  }

  /** For whoever rebuilds all parts of the state store. */
  @Produces
  @Singleton
  Rebuildable content(Inserting inserting) {
    return inserting::rebuild;
  }

  /** Work begins when the other services can be asked: they may be in this process. */
  void start(@Observes StartupEvent event, Inserting inserting) {
    inserting.start();
  }
}
