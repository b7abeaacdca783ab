package io.lucy.engine.path;

/** A part of a stored clone path, with its field number in {@code lucy.path.v1.ClonePath}. */
enum Section {
  IDENTITY(1, "identity"),
  MASKS(2, "masks"),
  ADAPTERS(3, "adapters"),
  HEAD(4, "head"),
  PROVENANCE(5, "provenance");

  static final int COUNT = 5;

  private final int field;
  private final String title;

  Section(int field, String title) {
    this.field = field;
    this.title = title;
  }

  int field() {
    return field;
  }

  /** The section's place among the others, from 0. */
  int place() {
    return field - 1;
  }

  /** Whether the path's id depends on it. */
  boolean isInId() {
    return this != PROVENANCE;
  }

  /** Whether the clone is not lost without it. */
  boolean isRepairable() {
    return this != IDENTITY && this != MASKS;
  }

  @Override
  public String toString() {
    return title + " section";
  }
}
