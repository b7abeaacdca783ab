package io.lucy.zoo.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.embedded.EmbeddedEventLog;
import io.lucy.zoo.DemoClones;
import io.lucy.zoo.DemoZoo;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog behind a real log. */
class CloneCatalogTest {
  @TempDir private Path folder;

  @Test
  void knowsAPathAsSoonAsItsRecordIsKeptAndForgetsItWithItsTombstone() {
    CloneCatalog catalog = new CloneCatalog();
    try (EventLog log = new EmbeddedEventLog(folder);
        EventLog.Subscription paths = log.tail(Topic.PATHS, catalog)) {
      DemoZoo.await("an empty topic", catalog::isCaughtUp);
      log.append(Topic.PATHS, DemoClones.record("local", "digits", DemoClones.MASKED)).join();
      DemoZoo.await("the path", () -> catalog.size() == 1);
      assertThat(catalog.find("local", "digits").id()).isEqualTo(DemoClones.MASKED.id());
      assertThat(catalog.find("local", DemoClones.MASKED.id()).name()).isEqualTo("digits");

      log.append(Topic.PATHS, DemoClones.tombstone("local", DemoClones.MASKED)).join();
      DemoZoo.await("the tombstone", () -> catalog.size() == 0);
      assertThatThrownBy(() -> catalog.find("local", "digits"))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("digits");
      assertThat(catalog.list("local")).isEmpty();
    }
  }

  @Test
  void knowsAgainAfterARestartWhatWasKept() {
    try (EventLog log = new EmbeddedEventLog(folder)) {
      log.append(Topic.PATHS, DemoClones.record("local", "digits", DemoClones.MASKED)).join();
      log.append(Topic.PATHS, DemoClones.record("local", "old name", DemoClones.ITSELF)).join();
      log.append(Topic.PATHS, DemoClones.record("local", "new name", DemoClones.ITSELF)).join();
    }
    CloneCatalog catalog = new CloneCatalog();
    try (EventLog log = new EmbeddedEventLog(folder);
        EventLog.Subscription paths = log.tail(Topic.PATHS, catalog)) {
      DemoZoo.await("all that was kept", catalog::isCaughtUp);
      assertThat(catalog.list("local")).containsOnlyKeys("digits", "new name");
    }
  }
}
