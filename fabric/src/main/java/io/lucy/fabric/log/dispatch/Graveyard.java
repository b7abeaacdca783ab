package io.lucy.fabric.log.dispatch;

import io.lucy.fabric.log.DeadLetter;

/** Keeps dead letters. */
@FunctionalInterface
public interface Graveyard {
  /**
   * Returns when the letter is durable.
   *
   * @throws Exception if it is not; it is offered again after a pause
   */
  void bury(DeadLetter letter) throws Exception;
}
