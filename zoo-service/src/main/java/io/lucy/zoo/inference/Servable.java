package io.lucy.zoo.inference;

import io.lucy.engine.runtime.Cancellation;
import java.util.concurrent.CompletableFuture;

/** A model that answers batches of images with logits. */
public interface Servable {
  /** What it takes and answers. */
  Signature signature();

  /**
   * Answers a batch.
   *
   * <p>The future completes with the answer, or with a {@link io.lucy.engine.LucyException}: {@code
   * CANCELLED} soon after it is asked for, {@code DIGEST_MISMATCH} or {@code PATH_UNRESOLVED} if
   * the networks are no longer what they were; or with {@link io.lucy.fabric.UnavailableException}
   * if too much is waiting. Completing or cancelling the future by hand ends nothing.
   *
   * @param images of the signature's shape; not to be changed until the future is complete
   */
  CompletableFuture<Answer> answer(ImageBatch images, Cancellation cancellation);
}
