package io.lucy.testing;

import org.testcontainers.DockerClientFactory;

/** Tests that run containers ask here first. */
public final class Docker {
  private Docker() {}

  /** Skips the test where there is no Docker, and says so; in CI, where it has to be, fails it. */
  public static void require() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      Absence.report(
          "no Docker that this user may use, so tests in containers cannot run"
              + " (deploy/test-images/build.sh starts one)");
    }
  }
}
