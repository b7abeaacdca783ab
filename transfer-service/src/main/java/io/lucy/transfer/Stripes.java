package io.lucy.transfer;

/** Locks for keys: equal keys share one, and most others do not. */
final class Stripes {
  private final Object[] locks = new Object[256];

  Stripes() {
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new Object();
    }
  }

  Object of(String key) {
    return locks[Math.floorMod(key.hashCode(), locks.length)];
  }
}
