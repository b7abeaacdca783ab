package io.lucy.engine.progress;

/**
 * One thing that long work says about itself.
 *
 * <p>Work is a sequence of stages, and a stage is a sequence of steps. Stages do not nest: the next
 * one ends the one before, and the last one ends with the work. Carries no times: whoever listens
 * has a clock, and the work's results must not depend on one.
 */
public sealed interface Progress {

  /**
   * A stage begins.
   *
   * @param name what is done now, in a word or a few, such as {@code localise resnet20}
   * @param steps how many there will be at most; 0 if that is not known
   */
  record Stage(String name, long steps) implements Progress {
    public Stage {
      if (name.isBlank() || steps < 0) {
        throw new IllegalArgumentException(
            "stage '" + name + "' of " + steps + " steps (expected: a name, and at least 0 steps)");
      }
    }

    /** Whether the number of steps is known. */
    public boolean isBounded() {
      return steps > 0;
    }
  }

  /**
   * The present stage has come this far.
   *
   * @param done steps done, never fewer than before; a stage may end early, when it has converged
   * @param loss the newest loss; NaN if the stage has none
   * @param detail what the stage works on at this step, such as the position {@code 3:2 (4 of 12)};
   *     empty if there is nothing to say
   */
  record Step(long done, double loss, String detail) implements Progress {
    public Step {
      if (done < 0) {
        throw new IllegalArgumentException("steps done: " + done + " (expected: at least 0)");
      }
    }

    public boolean hasLoss() {
      return !Double.isNaN(loss);
    }
  }
}
