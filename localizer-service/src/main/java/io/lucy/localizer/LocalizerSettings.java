package io.lucy.localizer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the localizer service is set up. */
@ConfigMapping(prefix = "lucy.localizer")
public interface LocalizerSettings {
  /** How many sources are localised at the same time; each uses all cores where it can. */
  @WithDefault("1")
  int concurrency();

  /** How long a result is kept for clones that need the same. */
  @WithDefault("1h")
  Duration keep();
}
