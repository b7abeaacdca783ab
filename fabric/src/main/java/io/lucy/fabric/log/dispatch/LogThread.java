package io.lucy.fabric.log.dispatch;

/** A thread of a log: runs from the beginning, and keeps no process alive. */
public final class LogThread {
  private final Thread thread;

  private LogThread(Thread thread) {
    this.thread = thread;
  }

  public static LogThread start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return new LogThread(thread);
  }

  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  public void interrupt() {
    thread.interrupt();
  }

  /** Waits for the end, also if the caller is interrupted; the interrupt is passed on. */
  public void awaitEnd() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
