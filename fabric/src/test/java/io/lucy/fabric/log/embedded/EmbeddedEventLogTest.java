package io.lucy.fabric.log.embedded;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.EventLogContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEventLogTest extends EventLogContract {
  @TempDir Path folder;

  /** Small files and much tidying, so that both happen while everything else does. */
  private static final EmbeddedEventLog.Options BUSY =
      new EmbeddedEventLog.Options(1 << 14, 0, Duration.ofMillis(20));

  @Override
  protected EventLog openLog() {
    return new EmbeddedEventLog(folder, BUSY);
  }

  @Override
  protected boolean isShared() {
    return false;
  }
}
