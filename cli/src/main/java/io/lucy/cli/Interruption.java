package io.lucy.cli;

import io.lucy.engine.runtime.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (and SIGTERM) into an orderly stop.
 *
 * <p>The work is asked to cancel and its thread is interrupted, which ends a write to a file; then
 * the process waits until the work has tidied up, or has had its time. The virtual machine itself
 * makes the exit status: 130 after Ctrl-C.
 */
final class Interruption {
  private static final long GRACE_SECONDS = 10;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch finished = new CountDownLatch(1);

  private Interruption() {}

  /** Watches for the end of the process on behalf of the thread that works. */
  static Interruption of(Thread worker) {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruption.stop(worker), "interruption"));
    return interruption;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** Says that the work is over, so that nothing waits for it any more. */
  void finished() {
    finished.countDown();
  }

  private void stop(Thread worker) {
    if (finished.getCount() == 0) {
      return;
    }
    cancellation.cancel();
    worker.interrupt();
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("error: the work did not stop in " + GRACE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
