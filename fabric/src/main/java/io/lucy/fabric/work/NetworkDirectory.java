package io.lucy.fabric.work;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.fabric.UnavailableException;

/** The networks of a zoo, read and taken apart, for whoever computes with them. Thread-safe. */
public interface NetworkDirectory {
  /**
   * The network whose file has a digest.
   *
   * @param sha256 64 hexadecimal digits
   * @throws LucyException {@link Reason#NOT_FOUND} if the zoo does not have it, and as {@link
   *     io.lucy.engine.plan.ZooNetworks#load}
   * @throws UnavailableException if the zoo does not answer
   */
  KnownNetwork network(String sha256);

  /**
   * The network that a clone path names, with the path's labels and normalisation.
   *
   * @throws LucyException {@link Reason#PATH_UNRESOLVED} if the zoo does not have it
   * @throws UnavailableException if the zoo does not answer
   */
  KnownNetwork resolve(NetworkIdentity identity);
}
