package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the services listen, each as {@code host:port}; they may share one.
 *
 * @param zoo of zoo-service
 * @param inserter of inserter-service
 * @param transfer of transfer-service
 */
record ServerAddresses(String zoo, String inserter, String transfer) {
  private static final Set<String> NAMES = Set.of("zoo", "inserter", "transfer");

  /**
   * Reads {@code host:port}, or {@code zoo=host:port,inserter=host:port,transfer=host:port}.
   *
   * @throws LucyException {@link Reason#ARGUMENT_INVALID}
   */
  static ServerAddresses parse(String text) {
    if (!text.contains("=")) {
      return new ServerAddresses(text, text, text);
    }
    Map<String, String> byName = new HashMap<>();
    for (String item : text.split(",", -1)) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? item : item.substring(0, equals).strip();
      if (equals < 0
          || !NAMES.contains(name)
          || byName.put(name, item.substring(equals + 1).strip()) != null) {
        throw malformed(text);
      }
    }
    if (byName.size() < NAMES.size()) {
      throw malformed(text);
    }
    return new ServerAddresses(byName.get("zoo"), byName.get("inserter"), byName.get("transfer"));
  }

  List<String> all() {
    return List.of(zoo, inserter, transfer);
  }

  private static LucyException malformed(String text) {
    return new LucyException(
        Reason.ARGUMENT_INVALID,
        "server '"
            + text
            + "' (expected: host:port, or"
            + " zoo=host:port,inserter=host:port,transfer=host:port)");
  }
}
