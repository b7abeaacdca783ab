package io.lucy.fabric.log;

/** Does what a record asks for. Called again with the same record until it returns or gives up. */
@FunctionalInterface
public interface RecordHandler {
  /**
   * Handles a record. Runs on a thread of its own and may take hours. Returning means that every
   * effect is durable: the record is then committed.
   *
   * @throws PoisonedRecordException if no repetition can help; the record becomes a dead letter
   * @throws io.lucy.fabric.UnavailableException if something it needs does not answer: it is called
   *     again after a pause, as often as it takes
   * @throws InterruptedException if the consumer is being closed; the record stays uncommitted
   * @throws Exception anything else: called again, {@link Consumption#attempts} times at most, then
   *     a dead letter
   */
  void handle(LogRecord record) throws Exception;
}
