package io.lucy.zoo.inference;

import java.util.List;

/** Finds models: networks of the zoo by their names, clones by their names and path ids. */
public interface ServableRepository {
  /**
   * The model of a name.
   *
   * @param owner whose clones count; networks are everyone's
   * @param version as a client writes it; empty for the newest
   * @throws io.lucy.engine.LucyException {@code NOT_FOUND} if there is none, or not this version;
   *     {@code DIGEST_MISMATCH}, {@code PATH_UNRESOLVED} or another reason if it cannot answer
   */
  Servable find(String owner, String name, String version);

  /** All models of an owner: networks by name and version, then clones by name. */
  List<Listing> list(String owner);
}
