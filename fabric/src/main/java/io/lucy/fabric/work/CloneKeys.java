package io.lucy.fabric.work;

/**
 * Keys and sets of the state store that are about clones. All of it can be rebuilt from the log.
 *
 * <pre>
 * clone:OWNER:ID           CloneRecord; for good
 * progress:OWNER:ID        Progress; ten minutes
 * clone-name:OWNER:NAME    the id of the clone with this name; for good
 * clones:OWNER             set of ids
 * clone-paths:OWNER        set of PATH_ID:ID of completed clones
 * localized:WORK           LocalizedModule; an hour unless configured otherwise
 * wanted:WORK              set of OWNER:ID, the clones that wait for this localisation
 * built:clones             there unless the store lost what was in it
 * </pre>
 *
 * <p>ID, PATH_ID and WORK are 64 hexadecimal digits, so an owner may be any text.
 */
public final class CloneKeys {
  /** The key whose absence says that the store has to be rebuilt. */
  public static final String BUILT = "built:clones";

  private CloneKeys() {}

  public static String clone(CloneId clone) {
    return "clone:" + clone;
  }

  public static String progress(CloneId clone) {
    return "progress:" + clone;
  }

  public static String name(String owner, String name) {
    return "clone-name:" + owner + ":" + name;
  }

  public static String clones(String owner) {
    return "clones:" + owner;
  }

  public static String paths(String owner) {
    return "clone-paths:" + owner;
  }

  public static String localized(String work) {
    return "localized:" + work;
  }

  public static String wanted(String work) {
    return "wanted:" + work;
  }
}
