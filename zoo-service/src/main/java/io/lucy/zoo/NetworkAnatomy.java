package io.lucy.zoo;

import io.lucy.engine.check.Anatomy;
import io.lucy.engine.zoo.ZooEntry;
import java.util.List;
import java.util.Optional;

/**
 * A network of the zoo and what Lucy found in it.
 *
 * @param anatomy empty if it cannot be read
 * @param obstacles why it cannot be used, or only as a target; empty if nothing stands in the way
 */
public record NetworkAnatomy(ZooEntry entry, Optional<Anatomy> anatomy, List<String> obstacles) {
  public NetworkAnatomy {
    obstacles = List.copyOf(obstacles);
  }
}
