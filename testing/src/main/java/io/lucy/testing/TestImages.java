package io.lucy.testing;

/**
 * Images that tests run containers of: public ones, unless the environment names others, as {@code
 * deploy/test-images/build.sh} makes them where no registry can be reached.
 */
public final class TestImages {
  /** The last line of Redis under the BSD licence; Debian 12 has 7.0. */
  private static final String REDIS = "redis:7.2.5-alpine";

  /** The line of the Kafka clients of the Quarkus platform. */
  private static final String KAFKA = "apache/kafka:4.1.0";

  /** What deploy/containers/Dockerfile builds on. */
  private static final String JAVA = "eclipse-temurin:17.0.15_6-jre-jammy";

  private TestImages() {}

  /** {@code LUCY_TEST_REDIS_IMAGE}, or the public image. */
  public static String redis() {
    return System.getenv().getOrDefault("LUCY_TEST_REDIS_IMAGE", REDIS);
  }

  /** {@code LUCY_TEST_KAFKA_IMAGE}, or the public image; takes the environment of the latter. */
  public static String kafka() {
    return System.getenv().getOrDefault("LUCY_TEST_KAFKA_IMAGE", KAFKA);
  }

  /** {@code LUCY_TEST_JAVA_IMAGE}, or the public image; has Java 17 and glibc. */
  public static String java() {
    return System.getenv().getOrDefault("LUCY_TEST_JAVA_IMAGE", JAVA);
  }
}
