package io.lucy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of Lucy and of what it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Map<String, String> software = software();
    return new String[] {
      "lucy " + software.get("lucy"),
      "Java "
          + software.get("java")
          + ", ONNX Runtime "
          + software.get("onnxruntime")
          + ", "
          + software.get("os")
    };
  }

  /** What this process runs on, by name. */
  static Map<String, String> software() {
    Properties build = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"))) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged", e);
    }
    return Map.of(
        "lucy", build.getProperty("version"),
        "java", System.getProperty("java.version"),
        "onnxruntime", build.getProperty("onnxruntime"),
        "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }
}
