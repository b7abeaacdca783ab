package io.lucy.transfer;

import io.lucy.fabric.FabricSettings;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.state.StateStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts the service together; everything else in it is plain Java. */
@Singleton
public class TransferWiring {
  @Produces
  @Singleton
  Transfer transfer(
      FabricSettings fabric, TransferSettings settings, EventLog log, StateStore state) {
    Transfer transfer =
        new Transfer(
            new Transfer.Settings(
                fabric.dataDir().resolve("transfer"),
                settings.quota().asLongValue(),
                settings.grace(),
                settings.collectEvery(),
                settings.pathCache().asLongValue()),
            log,
            state,
            Clock.systemUTC());
    transfer.start();
    return transfer;
  }

  void close(@Disposes Transfer transfer) {
    transfer.close();
  }

  /** For whoever rebuilds all parts of the state store. */
  @Produces
  @Singleton
  Rebuildable content(Transfer transfer) {
    return transfer.content();
  }
}
