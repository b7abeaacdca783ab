package io.lucy.engine.compose;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.surgery.FilterGroups;

/**
 * How much of a source a module takes.
 *
 * @param keptFilters of those behind its cut
 * @param filters behind its cut
 * @param keptFlops of one image, without the adapter
 * @param flops of one image behind its cut, before anything is masked
 */
public record ModuleSize(int keptFilters, int filters, long keptFlops, long flops) {
  /**
   * Measures a module.
   *
   * @throws LucyException {@link Reason#PATH_CORRUPT} when its mask does not fit the source
   */
  public static ModuleSize of(ModulePath module, KnownNetwork source) {
    try {
      FilterGroups groups =
          FilterGroups.of(
              Views.suffix(source, source.cuts().get(module.sourceCut())), module.sourceCut() == 0);
      boolean[] bits = new boolean[module.mask().filters()];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = module.mask().kept(i);
      }
      return new ModuleSize(
          module.mask().keptCount(),
          module.mask().filters(),
          groups.flops(groups.kept(bits)),
          groups.flops(groups.all()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new LucyException(
          Reason.PATH_CORRUPT,
          "the path does not fit the networks it names: module of "
              + source.name()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
