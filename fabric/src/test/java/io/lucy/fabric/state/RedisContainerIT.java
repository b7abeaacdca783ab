package io.lucy.fabric.state;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.testing.Docker;
import io.lucy.testing.TestImages;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The Redis that people run: an image of it. */
class RedisContainerIT extends WatchedStateStoreContract {
  private static final int PORT = 6379;
  private static final AtomicInteger OPENED = new AtomicInteger();
  private static GenericContainer<?> redis;

  @BeforeAll
  static void startRedis() {
    Docker.require();
    redis =
        new GenericContainer<>(DockerImageName.parse(TestImages.redis())).withExposedPorts(PORT);
    redis.start();
    try (StateStore first = another()) {
      // On a busy machine, a client's first connection may take longer than an answer may.
      eventually(() -> assertThat(first.get("a")).isEmpty());
    }
  }

  @AfterAll
  static void stopRedis() {
    if (redis != null) {
      redis.stop();
    }
  }

  @Override
  protected StateStore open() {
    return another();
  }

  private static StateStore another() {
    return new RedisStateStore(
        "redis://" + redis.getHost() + ":" + redis.getMappedPort(PORT),
        "test" + OPENED.incrementAndGet() + ":");
  }
}
