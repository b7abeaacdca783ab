package io.lucy.inserter;

/** The process is gone: nothing that was going on goes on. */
final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1;

  SimulatedCrash(String where) {
    super(where);
  }
}
