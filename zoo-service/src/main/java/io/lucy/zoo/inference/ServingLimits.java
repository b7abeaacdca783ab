package io.lucy.zoo.inference;

/**
 * What online inference may take of a machine.
 *
 * @param sessionBytes native memory of compiled models that are kept
 * @param maxRequests requests on their way at once; more are refused
 * @param maxWaitingBytes what they may hold together
 * @param maxBatch images of one request
 */
public record ServingLimits(
    long sessionBytes, int maxRequests, long maxWaitingBytes, int maxBatch) {
  private static final long MEBIBYTE = 1 << 20;

  public static final ServingLimits DEFAULT =
      new ServingLimits(256 * MEBIBYTE, 512, 128 * MEBIBYTE, 1024);

  public ServingLimits {
    if (sessionBytes < 0 || maxRequests < 1 || maxWaitingBytes < 1 || maxBatch < 1) {
      throw new IllegalArgumentException(
          "limits: "
              + sessionBytes
              + ", "
              + maxRequests
              + ", "
              + maxWaitingBytes
              + ", "
              + maxBatch
              + " (expected: at least 0, 1, 1, 1)");
    }
  }
}
