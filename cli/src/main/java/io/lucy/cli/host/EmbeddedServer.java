package io.lucy.cli.host;

import io.grpc.ManagedChannel;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.Channels;
import io.quarkus.bootstrap.runner.RunnerClassLoader;
import io.quarkus.bootstrap.runner.SerializedApplication;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * All four services in this virtual machine, on one port, until closed.
 *
 * <p>Several can run at once, each with its own data folder; each is the application as built, in a
 * class loader of its own. Starting one takes about a second. Tests use it as the commands do,
 * without annotations; the build makes the application before it runs the tests.
 */
public final class EmbeddedServer implements AutoCloseable {
  private final RunnerClassLoader loader;
  private final Closeable application;
  private final int port;
  private final ManagedChannel channel;

  private EmbeddedServer(RunnerClassLoader loader, Closeable application, int port) {
    this.loader = loader;
    this.application = application;
    this.port = port;
    this.channel = Channels.to("127.0.0.1:" + port);
  }

  /**
   * Starts the services; they answer when this returns.
   *
   * @throws LucyException what a service refuses to start with; {@link Reason#UNAVAILABLE} if the
   *     port is taken
   */
  public static EmbeddedServer start(ServerSettings settings) {
    RunnerClassLoader loader = open(root());
    AtomicInteger port = new AtomicInteger();
    try {
      Closeable application =
          within(loader, () -> host(loader).apply(settings.properties(), port::set));
      return new EmbeddedServer(loader, application, port.get());
    } catch (RuntimeException e) {
      loader.close();
      throw refusal(e);
    }
  }

  public int port() {
    return port;
  }

  /** A channel to the services; closed with them. */
  public ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    // Quarkus waits for calls to end, which an interrupted thread cannot.
    boolean interrupted = Thread.interrupted();
    try {
      within(loader, this::stop);
    } finally {
      loader.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Closeable stop() {
    try {
      application.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return application;
  }

  private static Closeable within(ClassLoader loader, Supplier<Closeable> work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What a service refused, as this class loader knows it; the exception itself if it is none. */
  private static RuntimeException refusal(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getName().equals(LucyException.class.getName())) {
        try {
          Object reason = cause.getClass().getMethod("reason").invoke(cause);
          return new LucyException(Reason.valueOf(reason.toString()), cause.getMessage(), e);
        } catch (ReflectiveOperationException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    }
    return e;
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<Map<String, String>, IntConsumer, Closeable> host(ClassLoader loader) {
    try {
      return (BiFunction<Map<String, String>, IntConsumer, Closeable>)
          loader.loadClass(Host.class.getName()).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the application lacks its host", e);
    }
  }

  private static RunnerClassLoader open(Path root) {
    try (InputStream in =
        new BufferedInputStream(
            Files.newInputStream(root.resolve("quarkus/quarkus-application.dat")))) {
      return SerializedApplication.read(in, root).getRunnerClassLoader();
    } catch (IOException e) {
      throw new UncheckedIOException("no application in " + root + "; build it: mvn package", e);
    }
  }

  /** The folder of the built application: above its own jar, or beside the compiled classes. */
  private static Path root() {
    URI code =
        URI.create(
            EmbeddedServer.class.getProtectionDomain().getCodeSource().getLocation().toString());
    Path place = Path.of(code);
    return Files.isDirectory(place)
        ? place.resolveSibling("quarkus-app")
        : place.getParent().getParent();
  }
}
