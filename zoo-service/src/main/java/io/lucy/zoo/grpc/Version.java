package io.lucy.zoo.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of Lucy that this service was built with. */
final class Version {
  static final String OF_LUCY = read();

  private Version() {}

  private static String read() {
    Properties build = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"))) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged", e);
    }
    return build.getProperty("version");
  }
}
