package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.Topic;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A member of a group in a process of its own, to be killed. Prints the keys that it handles; never
 * finishes those that begin with "stuck".
 */
final class ConsumingProcess {
  static final Topic TOPIC = new Topic("shared.work", Duration.ofDays(7), false, 1 << 20);
  static final String GROUP = "group";

  private ConsumingProcess() {}

  public static void main(String[] arguments) throws Exception {
    KafkaEventLog log =
        new KafkaEventLog(
            KafkaOptions.of(arguments[0])
                .withPrefix(arguments[1])
                .withPartitions(4, 0)
                .withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(10)));
    log.consume(
        TOPIC,
        GROUP,
        Consumption.DEFAULT,
        record -> {
          System.out.println(record.key());
          if (record.key().startsWith("stuck")) {
            new CountDownLatch(1).await();
          }
        });
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
    log.close();
  }
}
