package io.lucy.cli;

import io.lucy.engine.runtime.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Turns Ctrl-C, SIGTERM and a closed terminal into an orderly stop.
 *
 * <p>The work is asked to cancel and its thread is interrupted, which ends a write to a file; the
 * process ends when the work has tidied up, or has had its time. Signals are handled before the
 * virtual machine begins to shut down: its shutdown closes ONNX Runtime's environment, which must
 * not happen under a running session.
 */
final class Interruption {
  private static final long GRACE_SECONDS = 10;
  private static final int SIGNAL_STATUS = 128;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int signal;

  private Interruption() {}

  /** Watches for signals on behalf of the thread that works. */
  static Interruption of(Thread worker) {
    Interruption interruption = new Interruption();
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      Signal.handle(new Signal(name), signal -> interruption.stop(signal, worker));
    }
    return interruption;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Says that the work is over.
   *
   * @return the exit status: that of the signal, if there was one
   */
  int finished(int status) {
    finished.countDown();
    return signal == 0 ? status : SIGNAL_STATUS + signal;
  }

  private void stop(Signal received, Thread worker) {
    boolean again = signal != 0;
    signal = received.getNumber();
    if (again) {
      Runtime.getRuntime().halt(SIGNAL_STATUS + signal);
    }
    cancellation.cancel();
    worker.interrupt();
    Thread watchdog = new Thread(this::haltAfterGrace, "interruption");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private void haltAfterGrace() {
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("error: the work did not stop in " + GRACE_SECONDS + " s");
        Runtime.getRuntime().halt(SIGNAL_STATUS + signal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
