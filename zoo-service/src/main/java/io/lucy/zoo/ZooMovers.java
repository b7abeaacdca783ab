package io.lucy.zoo;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads that read files for clients; as many bound how much is read at once. */
public final class ZooMovers implements AutoCloseable {
  private static final int THREADS = 4;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "lucy-zoo-move");
            thread.setDaemon(true);
            return thread;
          });

  public Executor executor() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
