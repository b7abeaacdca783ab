package io.lucy.zoo.inference;

import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.runtime.BatchProgram;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.zoo.SizedCache;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs compiled graphs: one session for each graph that is asked for often enough, compiled at its
 * first request and kept while there is room.
 *
 * <p>Compiling and running have threads of their own, so that a model that is compiled does not
 * hold up those that are ready. Closing waits for what is on its way.
 */
final class Sessions implements AutoCloseable {
  private static final int MAX_SAMPLES_OF_A_RUN = 64;
  private static final int MAX_VALUES_OF_A_RUN = 4 << 20;
  private static final ThreadLocal<FloatBuffer> INPUTS = new ThreadLocal<>();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SizedCache<String, BatchProgram> programs;
  private final Admission admission;
  private final ExecutorService compilers;
  private final ExecutorService runners;

  /**
   * @param memoryBytes how much native memory sessions may hold
   * @param maxRequests how many requests may be on their way at once
   * @param maxWaitingBytes how much they may hold together
   */
  Sessions(long memoryBytes, int maxRequests, long maxWaitingBytes) {
    this.programs = new SizedCache<>(memoryBytes, BatchProgram::sizeBytes, BatchProgram::close);
    this.admission = new Admission(maxRequests, maxWaitingBytes);
    int threads = Runtime.getRuntime().availableProcessors();
    this.compilers = daemons("lucy-compile", 1);
    this.runners = daemons("lucy-infer", threads);
  }

  /**
   * What a run is made of.
   *
   * @param key of the graph: equal keys, equal graphs
   * @param graph puts it together; not called if it is compiled already
   */
  record Model(String key, Supplier<Graph> graph, ImageShape image, Normalisation normalisation) {}

  /** Answers a batch; fails as {@link Servable#answer} does. */
  CompletableFuture<Answer> answer(Model model, ImageBatch images, Cancellation cancellation) {
    long asked = System.nanoTime();
    Admission.Ticket ticket;
    try {
      ticket = admission.enter(images.sizeBytes());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return programs
        .acquire(model.key(), () -> new BatchProgram(model.graph().get()), compilers)
        .thenApplyAsync(
            lease -> {
              try (lease) {
                long begun = System.nanoTime();
                float[] logits = run(lease.value(), model, images, cancellation);
                return new Answer(
                    logits,
                    Duration.ofNanos(begun - asked),
                    Duration.ofNanos(System.nanoTime() - begun));
              }
            },
            runners)
        .whenComplete((answer, error) -> ticket.close());
  }

  /** How many requests are on their way. */
  int requests() {
    return admission.requests();
  }

  /** What compiled graphs hold. */
  long heldBytes() {
    return programs.heldBytes();
  }

  private float[] run(
      BatchProgram program, Model model, ImageBatch images, Cancellation cancellation) {
    ImageShape shape = model.image();
    int step = Math.max(1, Math.min(MAX_SAMPLES_OF_A_RUN, MAX_VALUES_OF_A_RUN / shape.sizeBytes()));
    float[] logits = new float[0];
    for (int from = 0; from < images.samples(); from += step) {
      cancellation.check();
      int count = Math.min(step, images.samples() - from);
      FloatBuffer input = input(count * shape.sizeBytes());
      for (int i = 0; i < count; i++) {
        images.copy(from + i, shape, model.normalisation(), input);
      }
      float[] part = program.run(input.flip(), count, cancellation);
      if (count == images.samples()) {
        return part;
      }
      int labels = part.length / count;
      logits = logits.length == 0 ? new float[images.samples() * labels] : logits;
      System.arraycopy(part, 0, logits, from * labels, part.length);
    }
    return logits;
  }

  /** A direct buffer of the thread's own, empty. */
  private FloatBuffer input(int values) {
    FloatBuffer buffer = INPUTS.get();
    if (buffer == null || buffer.capacity() < values) {
      buffer = ByteBuffer.allocateDirect(4 * values).order(ByteOrder.nativeOrder()).asFloatBuffer();
      INPUTS.set(buffer);
    }
    return buffer.clear();
  }

  private static ExecutorService daemons(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void close() {
    admission.closeAndWait(PATIENCE);
    compilers.shutdown();
    runners.shutdown();
    programs.close();
  }
}
