package io.lucy.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code a,b,c}, the form of every list on the command line. Spaces around an item are
 * dropped; {@code \,} is a comma inside an item, {@code \\} a backslash.
 */
final class CommaList {
  private CommaList() {}

  /** A list of labels, as given: the engine judges them. */
  record Labels(List<String> values) {}

  /** A list of numbers, such as one per channel. */
  record Floats(List<Float> values) {}

  /** For options of type {@link Labels}. */
  static final class LabelsConverter implements ITypeConverter<Labels> {
    @Override
    public Labels convert(String text) {
      return new Labels(items(text));
    }
  }

  /** For options of type {@link Floats}. */
  static final class FloatsConverter implements ITypeConverter<Floats> {
    @Override
    public Floats convert(String text) {
      return new Floats(items(text).stream().map(CommaList::number).toList());
    }
  }

  static List<String> items(String text) {
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',') {
        items.add(checked(item, text));
        item.setLength(0);
      } else if (c == '\\' && i + 1 < text.length() && ",\\".indexOf(text.charAt(i + 1)) >= 0) {
        item.append(text.charAt(++i));
      } else {
        item.append(c);
      }
    }
    items.add(checked(item, text));
    return List.copyOf(items);
  }

  private static String checked(StringBuilder item, String text) {
    String value = item.toString().strip();
    if (value.isEmpty()) {
      throw new TypeConversionException(
          "'" + text + "' has an empty item (expected: items with commas between, as in a,b,c)");
    }
    return value;
  }

  private static float number(String item) {
    try {
      return Float.parseFloat(item);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + item + "' is not a number (expected: numbers with commas between)");
    }
  }
}
