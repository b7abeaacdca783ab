package io.lucy.cli.four;

import io.lucy.cli.client.Services;
import io.lucy.testing.KafkaBroker;
import io.lucy.testing.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lucy as it runs on several machines: a broker, a store and four services, each a process. Any of
 * them can be killed and started again.
 *
 * <p>Only zoo-service has the folder of the zoo; the others ask it.
 */
final class FourProcesses implements AutoCloseable {
  private final List<AutoCloseable> started = new ArrayList<>();
  private final KafkaBroker kafka;
  private final RedisServer redis;
  private final ServiceProcess zoo;
  private final ServiceProcess transfer;
  private final ServiceProcess localizer;
  private final ServiceProcess inserter;

  /** What can be killed. */
  enum Part {
    ZOO,
    TRANSFER,
    LOCALIZER,
    INSERTER,
    KAFKA,
    REDIS
  }

  /**
   * Starts everything, and returns when it serves.
   *
   * @param settings of all services, beyond where they find each other
   */
  FourProcesses(Path folder, Path zooFolder, Map<String, String> settings) {
    try {
      kafka = started(KafkaBroker.start(folder.resolve("kafka")));
      redis = started(RedisServer.start());
      Map<String, String> shared = new HashMap<>(settings);
      shared.put("LUCY_LOG", "kafka");
      shared.put("LUCY_KAFKA_BOOTSTRAP", kafka.bootstrap());
      shared.put("LUCY_STATE", "redis");
      shared.put("LUCY_REDIS_URI", redis.address());
      Map<String, String> withZoo = new HashMap<>(shared);
      withZoo.put("LUCY_ZOO", zooFolder.toAbsolutePath().toString());
      zoo = started(new ServiceProcess("zoo", folder, withZoo));
      transfer = started(new ServiceProcess("transfer", folder, shared));
      shared.put("LUCY_ZOO_ADDRESS", zoo.address());
      shared.put("LUCY_TRANSFER_ADDRESS", transfer.address());
      localizer = started(new ServiceProcess("localizer", folder, shared));
      inserter = started(new ServiceProcess("inserter", folder, shared));
      List.of(zoo, transfer, localizer, inserter).forEach(ServiceProcess::awaitServing);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    started.add(0, part);
    return part;
  }

  /** What clients use. */
  Services services() {
    return new Services(zoo.channel(), inserter.channel(), transfer.channel());
  }

  /** As kill -9 does. */
  void kill(Part part) {
    switch (part) {
      case ZOO -> zoo.kill();
      case TRANSFER -> transfer.kill();
      case LOCALIZER -> localizer.kill();
      case INSERTER -> inserter.kill();
      case KAFKA -> kafka.kill();
      case REDIS -> redis.kill();
    }
  }

  /** Starts what was killed, and returns when it serves; Redis comes back empty. */
  void restart(Part part) {
    switch (part) {
      case ZOO -> zoo.restart();
      case TRANSFER -> transfer.restart();
      case LOCALIZER -> localizer.restart();
      case INSERTER -> inserter.restart();
      case KAFKA -> kafka.restart();
      case REDIS -> redis.restart();
    }
  }

  @Override
  public void close() {
    for (AutoCloseable part : started) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot stop " + part, e);
      }
    }
  }
}
