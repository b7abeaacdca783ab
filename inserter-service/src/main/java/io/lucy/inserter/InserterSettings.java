package io.lucy.inserter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the inserter service is set up. */
@ConfigMapping(prefix = "lucy.inserter")
public interface InserterSettings {
  /** How many clones are inserted at the same time; each uses all cores where it can. */
  @WithDefault("1")
  int concurrency();

  /** How many clones' events are handled at the same time; they mostly wait for the log. */
  @WithDefault("64")
  int events();
}
