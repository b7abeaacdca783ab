package io.lucy.inserter;

/**
 * Kills the process at one of its acts on the log or the store, before it or after it. Acts are
 * counted from 1.
 */
final class CrashPlan {
  private final int act;
  private final boolean afterwards;
  private int acts;
  private boolean isDead;

  CrashPlan(int act, boolean afterwards) {
    this.act = act;
    this.afterwards = afterwards;
  }

  static CrashPlan none() {
    return new CrashPlan(Integer.MAX_VALUE, false);
  }

  void before(String what) {
    acts++;
    if (isDead || (acts == act && !afterwards)) {
      isDead = true;
      throw new SimulatedCrash("before act " + acts + ", " + what);
    }
  }

  void after(String what) {
    if (acts == act && afterwards) {
      isDead = true;
      throw new SimulatedCrash("after act " + acts + ", " + what);
    }
  }

  int acts() {
    return acts;
  }
}
