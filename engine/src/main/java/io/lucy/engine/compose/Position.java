package io.lucy.engine.compose;

import io.lucy.engine.surgery.Cut;

/**
 * Where a module is connected.
 *
 * @param targetCut the cut of the target whose features go in
 * @param sourceCut the cut of the source that they replace
 */
public record Position(Cut targetCut, Cut sourceCut) {
  /** Whether pixels go to pixels: nothing of the target is used, and nothing has to be learnt. */
  public boolean isInput() {
    return targetCut.number() == 0 && sourceCut.number() == 0;
  }
}
