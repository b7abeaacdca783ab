package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The images of a folder or zip, by name only: {@code <label>/<image>}, or {@code
 * train|test/<label>/<image>}.
 *
 * <p>Everything may lie in one outer folder more. Labels and images are in the order of their
 * names, so a folder and a zip of it give the same dataset. Hidden files and files that are no
 * images are passed over.
 */
record ImageListing(List<String> images, Tags labels) {
  private static final Set<String> READ = Set.of("png", "jpg", "jpeg");
  private static final Set<String> NOT_READ =
      Set.of("bmp", "gif", "tif", "tiff", "webp", "jp2", "heic");
  private static final Set<String> SPLITS = Set.of(Split.TRAIN.folder(), Split.TEST.folder());

  /** A name of which the folders before {@code from} are not looked at any more. */
  private record Entry(String name, int from, int depth, boolean isImage) {
    static Entry of(String name) {
      int slashes = (int) name.chars().filter(character -> character == '/').count();
      return new Entry(name, 0, slashes + 1, READ.contains(extension(name)));
    }

    /** The first folder: a split, a label, or one around everything. */
    String top() {
      int end = name.indexOf('/', from);
      return end < 0 ? name.substring(from) : name.substring(from, end);
    }

    Entry inside() {
      return new Entry(name, name.indexOf('/', from) + 1, depth - 1, isImage);
    }
  }

  /** Sorts out names with {@code /} between folders; the name of an empty folder ends with one. */
  static ImageListing of(Collection<String> names, Split split, Path source) {
    List<Entry> entries =
        withoutOuterFolders(names.stream().filter(name -> !isHidden(name)).map(Entry::of).toList());
    entries = chosenSplit(entries, split, source);
    for (Entry entry : entries) {
      refuseOtherImages(entry);
      if (entry.depth() != 2 && entry.isImage()) {
        throw SourceErrors.invalid(
            source.toString(),
            "image '"
                + entry.name()
                + "' is out of place (expected: <label>/<image> or train|test/<label>/<image>)");
      }
    }
    return listed(entries, source);
  }

  private static ImageListing listed(List<Entry> entries, Path source) {
    List<Entry> images =
        entries.stream()
            .filter(Entry::isImage)
            .sorted(Comparator.comparing(Entry::top).thenComparing(Entry::name))
            .toList();
    if (images.isEmpty()) {
      throw new LucyException(
          Reason.TOO_FEW_SAMPLES,
          "no images in '"
              + source
              + "' (expected: .png, .jpg or .jpeg files in one folder per label)");
    }
    // A folder without images is a label without samples: it is named, not forgotten.
    Set<String> found = new TreeSet<>();
    entries.stream().filter(entry -> entry.depth() == 2).forEach(entry -> found.add(entry.top()));
    List<String> names = List.copyOf(found);
    Map<String, Integer> positions = new HashMap<>();
    names.forEach(name -> positions.put(name, positions.size()));
    int[] indices = images.stream().mapToInt(image -> positions.get(image.top())).toArray();
    return new ImageListing(images.stream().map(Entry::name).toList(), Tags.of(indices, names));
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.") || name.contains("__MACOSX/");
  }

  private static List<Entry> withoutOuterFolders(List<Entry> entries) {
    List<Entry> inside = entries;
    while (haveOuterFolder(inside)) {
      inside = inside.stream().filter(entry -> entry.depth() > 1).map(Entry::inside).toList();
    }
    return inside;
  }

  private static boolean haveOuterFolder(List<Entry> entries) {
    Optional<Entry> first = entries.stream().filter(Entry::isImage).findFirst();
    if (first.isEmpty() || SPLITS.contains(first.get().top())) {
      return false;
    }
    String top = first.get().top();
    return entries.stream()
        .filter(Entry::isImage)
        .allMatch(image -> image.depth() >= 3 && image.top().equals(top));
  }

  private static List<Entry> chosenSplit(List<Entry> entries, Split split, Path source) {
    Set<String> present = new TreeSet<>();
    for (Entry entry : entries) {
      if (entry.depth() == 3 && SPLITS.contains(entry.top()) && entry.isImage()) {
        present.add(entry.top());
      }
    }
    if (present.isEmpty() && split == Split.AUTO) {
      return entries;
    }
    Split wanted =
        split != Split.AUTO ? split : present.contains("train") ? Split.TRAIN : Split.TEST;
    if (!present.contains(wanted.folder())) {
      throw SourceErrors.noSplit(source, wanted);
    }
    return entries.stream()
        .filter(entry -> entry.depth() > 1 && entry.top().equals(wanted.folder()))
        .map(Entry::inside)
        .toList();
  }

  /** A picture that is passed over would be a sample that is missing without a word. */
  private static void refuseOtherImages(Entry entry) {
    if (entry.isImage() || entry.depth() != 2) {
      return;
    }
    String extension = extension(entry.name());
    if (NOT_READ.contains(extension)) {
      throw SourceErrors.invalid(
          entry.name(), "a ." + extension + " image (expected: .png, .jpg or .jpeg; convert it)");
    }
  }

  private static String extension(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
