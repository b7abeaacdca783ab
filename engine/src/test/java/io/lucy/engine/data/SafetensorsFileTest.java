package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static io.lucy.engine.data.TestImages.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  /** What {@code safetensors.numpy.save_file} of safetensors 0.8.0 for Python wrote. */
  private static final byte[] FROM_PYTHON =
      file(
          "{\"__metadata__\":{\"format\":\"np\",\"label_names\":\"[\\\"cat\\\", \\\"d\\\\u00f6g\\\"]\"},"
              + "\"labels\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]},"
              + "\"images\":{\"dtype\":\"U8\",\"shape\":[2,1,2,3],\"data_offsets\":[16,28]}}   ",
          1,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          -1,
          -1,
          -1,
          -1,
          -1,
          -1,
          -1,
          -1,
          0,
          1,
          2,
          3,
          4,
          5,
          6,
          7,
          8,
          9,
          10,
          11);

  @TempDir Path folder;

  @Test
  void writesTheGoldenBytes() {
    Dataset dataset =
        Dataset.of(
            new ImageShape(1, 1, 2),
            new byte[] {1, 2, 3, (byte) 255},
            Tags.of(new int[] {1, -1}, List.of("cat", "dög")),
            Tags.of(new int[] {-1, 0}, List.of("resnet20")));

    byte[] golden =
        file(
            "{\"__metadata__\":{\"label_names\":\"[\\\"cat\\\",\\\"dög\\\"]\",\"origin_names\":\"[\\\"resnet20\\\"]\"},"
                + "\"images\":{\"dtype\":\"U8\",\"shape\":[2,1,1,2],\"data_offsets\":[32,36]},"
                + "\"labels\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                + "\"origins\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[16,32]}}  ",
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1, //
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0, //
            1,
            2,
            3,
            -1);
    assertThat(SafetensorsFile.encode(dataset)).isEqualTo(golden);
    assertThat(dataset.sha256())
        .isEqualTo(Sha256.hex(golden))
        .isEqualTo("ec89bbd0c92742b1572caf7ab6a9c2d190a691ea0ff825f71331dbdc56e5471c");
  }

  @Test
  void readsWhatPythonWrote() {
    Dataset dataset = SafetensorsFile.decode(FROM_PYTHON, "python");

    assertThat(dataset.labelNames()).containsExactly("cat", "dög");
    assertThat(dataset.label(0)).isEqualTo(1);
    assertThat(dataset.label(1)).isEqualTo(Tags.UNKNOWN);
    assertThat(dataset.image(1)).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(dataset.originNames()).isEmpty();
  }

  @Test
  void readsBackWhatItWroteToAFile() {
    Dataset dataset = dataset(0, 1, 2);
    Path file = folder.resolve("abc.safetensors");

    SafetensorsFile.write(dataset, file);

    assertThat(SafetensorsFile.read(file).sha256()).isEqualTo(dataset.sha256());
  }

  @Test
  void refusesAHeaderLongerThanTheFile() {
    byte[] file = SafetensorsFile.encode(dataset(0));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE);

    refused(() -> decode(file), Reason.DATASET_INVALID, "header of " + Long.MAX_VALUE);
  }

  @Test
  void refusesHolesOverlapsAndTails() {
    refuses("'images' begins at byte 8", images("[8,10]"), 10);
    refuses("3 bytes behind the header", images("[0,2]"), 3);
    refuses(
        "'labels' begins at byte 1",
        images("[0,2]") + ",'labels':{'dtype':'I64','shape':[1],'data_offsets':[1,9]}",
        9);
  }

  @Test
  void refusesSizesThatTypeAndShapeDoNotGive() {
    refuses("3 bytes (expected: 2", images("[0,3]"), 3);
    refuses(
        "larger than any file",
        images("[0,2]").replace("[1,1,1,2]", "[9000000000,9000000000,9,9]"),
        2);
    refuses(
        "image shape 1x9000x2", images("[0,18000]").replace("[1,1,1,2]", "[1,1,9000,2]"), 18000);
  }

  @Test
  void refusesOtherTensorsAndTypes() {
    refuses("dtype 'F32'", images("[0,2]").replace("U8", "F32"), 2);
    refuses("'masks'", images("[0,2]").replace("images", "masks") + "," + images("[2,4]"), 4);
    refuses("tensor 'images'", "", 0);
    refuses(
        "'labels' is U8", images("[0,2]") + "," + images("[2,4]").replace("images", "labels"), 4);
  }

  @Test
  void refusesWhatReadersCouldUnderstandDifferently() {
    refuses("Duplicate field 'images'", images("[0,2]") + "," + images("[0,2]"), 2);
    refuses("shape has 1.0", images("[0,2]").replace("[1,1", "[1.0,1"), 2);
    refuses("shape has -1", images("[0,2]").replace("[1,1", "[-1,1"), 2);
    refused(() -> decode(file("{} {}")), Reason.DATASET_INVALID, "broken JSON");
    refused(() -> decode(file(" {}     ")), Reason.DATASET_INVALID, "begin with '{'");
    refused(() -> decode(file("null")), Reason.DATASET_INVALID, "begin with '{'");
  }

  @Test
  void refusesLabelsWithoutNames() {
    String labels = images("[8,10]") + ",'labels':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}";

    refuses("'labels' has 0 at 0, but the metadata names 0", labels, 10);
    refuses("expected: a JSON array", "'__metadata__':{'label_names':'{}'}," + labels, 10);
    refuses("strings only", "'__metadata__':{'label_names':'[1]'}," + labels, 10);
    refuses("'__metadata__'", "'__metadata__':[]," + labels, 10);
  }

  @Test
  void namesAFileThatIsNotThere() {
    refused(
        () -> SafetensorsFile.read(folder.resolve("none.safetensors")),
        Reason.NOT_FOUND,
        "none.safetensors");
  }

  private static String images(String offsets) {
    return "'images':{'dtype':'U8','shape':[1,1,1,2],'data_offsets':" + offsets + "}";
  }

  /** A file of a header (single quotes for double ones) and zeros. */
  private static void refuses(String named, String fields, int dataBytes) {
    byte[] file = file("{" + fields.replace('\'', '"') + "}", new int[dataBytes]);
    refused(() -> decode(file), Reason.DATASET_INVALID, "test.safetensors", named);
  }

  private static Dataset decode(byte[] file) {
    return SafetensorsFile.decode(file, "test.safetensors");
  }

  private static byte[] file(String header, int... data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    for (int value : data) {
      file.put((byte) value);
    }
    return file.array();
  }
}
