package io.lucy.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of variables in deploy/README.md says what services read, and nothing else. */
class EnvironmentTableTest {
  private static final Path README = Path.of("..", "deploy", "README.md");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  void namesEveryVariable() throws IOException {
    assertThat(table().keySet()).isEqualTo(Settings.byVariable().keySet());
  }

  @Test
  void tellsTheDefaults() throws IOException {
    assertThat(table())
        .allSatisfy(
            (variable, told) ->
                told.ifPresent(
                    value ->
                        assertThat(Settings.byVariable().get(variable))
                            .as(variable)
                            .hasValue(value)));
  }

  /** Variables with the default beside them, where the table has one. */
  private static TreeMap<String, Optional<String>> table() throws IOException {
    TreeMap<String, Optional<String>> table = new TreeMap<>();
    for (String line : Files.readAllLines(README)) {
      if (line.startsWith("| `LUCY_")) {
        String[] cells = line.split("\\|");
        List<String> names = quoted(cells[1]);
        List<String> defaults = quoted(cells[2]);
        for (int i = 0; i < names.size(); i++) {
          Optional<String> told =
              i < defaults.size()
                  ? Optional.of(defaults.get(i).replace("~", "${user.home}"))
                  : Optional.empty();
          table.put(names.get(i), told);
        }
      }
    }
    return table;
  }

  private static List<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map(quote -> quote.group(1)).toList();
  }
}
