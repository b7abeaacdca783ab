package io.lucy.zoo.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.zoo.ZooEntry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of networks in pages. A page begins behind the last network of the one before, whatever was
 * added or removed since.
 */
final class NetworkPages {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;

  /** By name, and the newest version of each first, as the zoo has them. */
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::name)
          .thenComparing(Comparator.comparingInt(Place::version).reversed());

  private static final Pattern ID = Pattern.compile("([^/]+)/([1-9][0-9]{0,8})");

  private NetworkPages() {}

  /**
   * A page.
   *
   * @param nextToken empty on the last one
   */
  record Page(List<ZooEntry> networks, String nextToken) {}

  private record Place(String name, int version) {}

  /**
   * The page that a token names.
   *
   * @param all in order
   * @throws io.lucy.engine.LucyException for a size or token that nobody gave
   */
  static Page of(List<ZooEntry> all, int pageSize, String token) {
    if (pageSize < 0 || pageSize > MAX_SIZE) {
      throw ZooMessages.invalid(
          "page size " + Integer.toUnsignedString(pageSize) + " (expected: 0 to " + MAX_SIZE + ")");
    }
    int size = pageSize == 0 ? DEFAULT_SIZE : pageSize;
    List<ZooEntry> rest = token.isEmpty() ? all : behind(all, place(token));
    List<ZooEntry> page = rest.subList(0, Math.min(size, rest.size()));
    String next = rest.size() > size ? token(page.get(size - 1)) : "";
    return new Page(List.copyOf(page), next);
  }

  private static List<ZooEntry> behind(List<ZooEntry> all, Place place) {
    return all.stream()
        .filter(e -> ORDER.compare(new Place(e.name(), e.version()), place) > 0)
        .toList();
  }

  private static String token(ZooEntry last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.id().getBytes(StandardCharsets.UTF_8));
  }

  private static Place place(String token) {
    try {
      Matcher id =
          ID.matcher(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
      if (id.matches()) {
        return new Place(id.group(1), Integer.parseInt(id.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw refused(token);
    }
    throw refused(token);
  }

  private static LucyException refused(String token) {
    return ZooMessages.invalid(
        "page token '" + token + "' (expected: the next_page_token of an earlier answer)");
  }
}
