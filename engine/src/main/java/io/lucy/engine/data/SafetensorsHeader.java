package io.lucy.engine.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON header of a safetensors file: what tensors there are, where their bytes lie, and free
 * metadata.
 *
 * <p>Reading accepts what other writers make (any key order, any padding) but nothing ambiguous: no
 * repeated keys, no text behind the object, no holes or overlaps between tensors, no size that
 * differs from what element type and shape say. Writing gives one form only: keys sorted, no white
 * space but the padding.
 */
record SafetensorsHeader(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT_BYTES = 8;
  private static final int MAX_RANK = 8;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Element types that a dataset uses, with the bytes of one element. */
  enum ElementType {
    U8(1),
    I64(8);

    private final int sizeBytes;

    ElementType(int sizeBytes) {
      this.sizeBytes = sizeBytes;
    }
  }

  /** One tensor; {@code begin} and {@code end} count bytes from the end of the header. */
  record Tensor(String name, ElementType type, List<Long> shape, long begin, long end) {
    long sizeBytes() {
      return end - begin;
    }
  }

  /** Reads the header's bytes; {@code dataBytes} is what the file has behind them. */
  static SafetensorsHeader parse(byte[] header, long dataBytes, String where) {
    JsonNode root = readObject(header, where);
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        readMetadata(field.getValue(), metadata, where);
      } else {
        tensors.put(field.getKey(), readTensor(field.getKey(), field.getValue(), where));
      }
    }
    checkContiguous(tensors, dataBytes, where);
    return new SafetensorsHeader(tensors, metadata);
  }

  /** Tensors in the order in which their bytes lie in the file. */
  List<Tensor> inFileOrder() {
    return byOffset(tensors);
  }

  /** The header as it is written, padded with spaces so that the tensors behind it are aligned. */
  byte[] encode() {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode free = root.putObject(METADATA);
      metadata.forEach(free::put);
    }
    tensors.forEach(
        (name, tensor) -> {
          ObjectNode node = root.putObject(name);
          node.put("dtype", tensor.type().name());
          tensor.shape().forEach(node.putArray("shape")::add);
          node.putArray("data_offsets").add(tensor.begin()).add(tensor.end());
        });
    byte[] json = writeJson(root).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    return header;
  }

  /** A list of names as the text that stands for it in the metadata, which only knows strings. */
  static String namesToText(List<String> names) {
    return writeJson(JSON.valueToTree(names));
  }

  /** The list of names that the metadata has under {@code key}; empty if it has none. */
  List<String> names(String key, String where) {
    String text = metadata.get(key);
    if (text == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    JsonNode array = readJson(text, where + ", metadata '" + key + "'");
    if (!array.isArray()) {
      throw invalid(where, "metadata '" + key + "' (expected: a JSON array of strings)");
    }
    for (JsonNode name : array) {
      if (!name.isTextual()) {
        throw invalid(where, "metadata '" + key + "' has " + name + " (expected: strings only)");
      }
      names.add(name.textValue());
    }
    return names;
  }

  private static JsonNode readObject(byte[] header, String where) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
    } catch (CharacterCodingException e) {
      throw invalid(where, "the header is not UTF-8 (is this a safetensors file?)");
    }
    if (!text.startsWith("{")) {
      throw invalid(where, "the header does not begin with '{' (is this a safetensors file?)");
    }
    return readJson(text, where);
  }

  private static JsonNode readJson(String text, String where) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          where
              + ": broken JSON: "
              + e.getOriginalMessage()
              + " (the file is damaged; make it again)",
          e);
    }
  }

  private static String writeJson(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  private static void readMetadata(JsonNode node, Map<String, String> metadata, String where) {
    if (!node.isObject()) {
      throw invalid(where, "'" + METADATA + "' (expected: an object of strings)");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw invalid(where, "metadata '" + field.getKey() + "' (expected: a string)");
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static Tensor readTensor(String name, JsonNode node, String where) {
    String at = where + ", tensor '" + name + "'";
    if (!node.isObject() || node.size() != 3) {
      throw invalid(at, "(expected: an object of dtype, shape and data_offsets)");
    }
    ElementType type = elementType(node.path("dtype").asText(), at);
    List<Long> shape = readCounts(node.path("shape"), "shape", at);
    List<Long> offsets = readCounts(node.path("data_offsets"), "data_offsets", at);
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw invalid(at, "data_offsets " + offsets + " (expected: begin and end)");
    }
    Tensor tensor = new Tensor(name, type, shape, offsets.get(0), offsets.get(1));
    long expected = sizeBytes(type, shape, at);
    if (tensor.sizeBytes() != expected) {
      throw invalid(
          at,
          tensor.sizeBytes()
              + " bytes (expected: "
              + expected
              + " for "
              + type
              + " of shape "
              + shape
              + ")");
    }
    return tensor;
  }

  private static ElementType elementType(String name, String at) {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw invalid(at, "dtype '" + name + "' (expected: U8 or I64)");
  }

  private static List<Long> readCounts(JsonNode node, String what, String at) {
    if (!node.isArray() || node.size() > MAX_RANK) {
      throw invalid(at, what + " (expected: an array of at most " + MAX_RANK + " numbers)");
    }
    List<Long> counts = new ArrayList<>();
    for (JsonNode count : node) {
      if (!count.isIntegralNumber() || !count.canConvertToLong() || count.longValue() < 0) {
        throw invalid(at, what + " has " + count + " (expected: whole numbers from 0)");
      }
      counts.add(count.longValue());
    }
    return List.copyOf(counts);
  }

  private static long sizeBytes(ElementType type, List<Long> shape, String at) {
    try {
      return shape.stream().reduce((long) type.sizeBytes, Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new LucyException(
          Reason.DATASET_INVALID, at + ": shape " + shape + " is larger than any file", e);
    }
  }

  private static void checkContiguous(Map<String, Tensor> tensors, long dataBytes, String where) {
    long end = 0;
    for (Tensor tensor : byOffset(tensors)) {
      if (tensor.begin() != end) {
        throw invalid(
            where,
            "tensor '"
                + tensor.name()
                + "' begins at byte "
                + tensor.begin()
                + " (expected: "
                + end
                + ", without holes or overlaps)");
      }
      end = tensor.end();
    }
    if (end != dataBytes) {
      throw invalid(
          where,
          dataBytes
              + " bytes behind the header (expected: "
              + end
              + "; the file is cut short or has a tail)");
    }
  }

  private static List<Tensor> byOffset(Map<String, Tensor> tensors) {
    return tensors.values().stream()
        .sorted(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end))
        .toList();
  }

  private static LucyException invalid(String where, String what) {
    return new LucyException(Reason.DATASET_INVALID, where + ": " + what);
  }
}
