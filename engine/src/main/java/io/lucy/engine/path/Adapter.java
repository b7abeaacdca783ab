package io.lucy.engine.path;

/**
 * What leads from the target's features at a cut to the input of a module: {@link AdapterWeights},
 * the {@link Identity}, or something that was lost or left out and is {@link Missing}.
 *
 * <p>A resize goes before any of them where the two resolutions differ.
 */
public sealed interface Adapter permits AdapterWeights, Adapter.Identity, Adapter.Missing {
  Adapter IDENTITY = new Identity();
  Adapter MISSING = new Missing();

  /**
   * Passes features on as they are; both cuts have as many channels. Where both are cut 0, the
   * input, it passes on the image, which is converted to the pixels that the source takes: channels
   * and size may differ.
   */
  record Identity() implements Adapter {}

  /** Not in the path any more: a clone cannot be assembled before it is repaired. */
  record Missing() implements Adapter {}
}
