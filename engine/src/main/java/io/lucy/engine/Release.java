package io.lucy.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The release that this is, as the build wrote it down. */
public final class Release {
  private static final String VERSION = read();

  private Release() {}

  /** Such as {@code 0.1.0}, or {@code 0.1.0-SNAPSHOT} before it is released. */
  public static String version() {
    return VERSION;
  }

  private static String read() {
    Properties build = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Release.class.getResourceAsStream("release.properties"))) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged", e);
    }
    return Objects.requireNonNull(build.getProperty("version"));
  }
}
