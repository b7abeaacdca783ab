package io.lucy.localizer;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.DataDirectory;
import io.lucy.fabric.work.NetworkDirectory;
import io.lucy.fabric.work.WorkSettings;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the service together; everything else in it is plain Java. */
@Singleton
public class LocalizerWiring {
  @Produces
  @Singleton
  @DefaultBean
  Localization localization(WorkSettings settings, NetworkDirectory networks, DataDirectory data) {
    return settings.benchmarkPath().isPresent()
        ? new BenchmarkLocalization()
        : new EngineLocalization(networks, data);
  }

  @Produces
  @Singleton
  Localizing localizing(
      EventLog log, StateStore store, Localization localization, LocalizerSettings settings) {
    return Localizing.start(log, store, localization, settings.concurrency(), settings.keep());
  }

  void close(@Disposes Localizing localizing) {
    localizing.close();
  }

  /** Work begins when the other services can be asked: they may be in this process. */
  void start(@Observes StartupEvent event, Localizing localizing) {
    // Whoever asks for it has started it.
  }
}
