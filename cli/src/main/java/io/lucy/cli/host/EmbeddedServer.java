package io.lucy.cli.host;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
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
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** Starts the services; they answer when this returns. */
  public static EmbeddedServer start(ServerSettings settings) {
    RunnerClassLoader loader = open(root());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      AtomicInteger port = new AtomicInteger();
      Closeable application = host(loader).apply(settings.properties(), port::set);
      return new EmbeddedServer(loader, application, port.get());
    } catch (RuntimeException | Error e) {
      loader.close();
      throw e;
    } finally {
      thread.setContextClassLoader(before);
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
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      application.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(before);
      loader.close();
    }
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
