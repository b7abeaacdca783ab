package io.lucy.engine.insert;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Where Insert(·) gets what Local(·) found: computed on the spot by {@link ModuleLocaliser}, or
 * found elsewhere and handed over. The clone is the same to the byte.
 */
@FunctionalInterface
public interface Localisations {
  /** Answers a request; may take as long as localising does. */
  LocalisedSource of(LocaliseRequest request);

  /**
   * What was found already.
   *
   * @param found answers to earlier requests, recognised by their keys
   * @param otherwise answers all other requests
   */
  static Localisations known(Collection<LocalisedSource> found, Localisations otherwise) {
    Map<String, LocalisedSource> byKey = new HashMap<>();
    found.forEach(one -> byKey.put(one.key(), one));
    return request -> {
      LocalisedSource known = byKey.get(request.key());
      return known == null ? otherwise.of(request) : known;
    };
  }
}
