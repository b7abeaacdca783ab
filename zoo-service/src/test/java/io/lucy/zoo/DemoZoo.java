package io.lucy.zoo;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Networks of the zoo that comes with Lucy, in a folder of a test's own. */
public final class DemoZoo {
  private static final Path DEMO = Path.of("..", "demo");
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private DemoZoo() {}

  /** Copies networks, each with all its files. */
  public static Path copy(Path zoo, String... names) {
    for (String name : names) {
      copyAs(zoo, name, name);
    }
    return zoo;
  }

  /** Copies a network under another name. */
  public static void copyAs(Path zoo, String name, String as) {
    Path from = DEMO.resolve("zoo").resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = zoo.resolve(as).resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model file of a network that was copied. */
  public static Path model(Path zoo, String name) {
    return zoo.resolve(name).resolve("1").resolve("model.onnx");
  }

  /** The bundled bytes of a network. */
  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(model(DEMO.resolve("zoo"), name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bundled images, such as {@code mnist-test}. */
  public static Dataset data(String name) {
    return SafetensorsFile.read(DEMO.resolve("data").resolve(name + ".safetensors"));
  }

  /** Removes a network's folder. */
  public static void remove(Path zoo, String name) {
    try (Stream<Path> files = Files.walk(zoo.resolve(name))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a file's content at once. */
  public static void replace(Path file, byte[] content) {
    AtomicFile.write(file, out -> out.write(content));
  }

  /** Waits until something holds, but not for ever. */
  public static void await(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 30 s: " + what);
      }
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
