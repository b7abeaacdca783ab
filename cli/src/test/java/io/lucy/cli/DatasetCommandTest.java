package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCommandTest {
  @TempDir private Path home;
  private Path out;

  @BeforeEach
  void nameTheOutput() {
    out = home.resolve("out.safetensors");
  }

  @Test
  void makesADatasetOfAnImageFolder() throws IOException {
    CommandLineRun run = push(imageFolder());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("6 images of 3x4x4").contains("LABEL  SAMPLES");
    assertThat(read().labelNames()).containsExactly("cat", "dog");
    assertThat(read().labelCounts()).containsExactly(3, 3);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void refusesToWriteOverItsOwnSource() throws IOException {
    Path folder = imageFolder();
    push(folder);
    byte[] dataset = Files.readAllBytes(out);
    Path link = Files.createSymbolicLink(home.resolve("link.safetensors"), out);
    byte[] picture = Files.readAllBytes(folder.resolve("cat/0.png"));

    List<CommandLineRun> runs =
        List.of(
            push(out, "--per-class", "1"),
            push(link, "--per-class", "1"),
            CommandLineRun.in(home)
                .run("dataset", "push", folder, "-o", folder.resolve("cat/0.png")));

    for (CommandLineRun run : runs) {
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains("[ARGUMENT_INVALID]", "another file");
    }
    assertThat(out).hasBinaryContent(dataset);
    assertThat(folder.resolve("cat/0.png")).hasBinaryContent(picture);
  }

  @Test
  void writesADatasetIntoItsSourcesFolderAgain() throws IOException {
    Path folder = imageFolder();
    Path inside = folder.resolve("all.safetensors");
    for (int i = 0; i < 2; i++) {
      CommandLineRun run = CommandLineRun.in(home).run("dataset", "push", folder, "-o", inside);
      assertThat(run.status()).as(run.err()).isZero();
    }
  }

  @Test
  void saysWhatItMadeAsJson() throws IOException {
    CommandLineRun run = push(imageFolder(), "--json");

    assertThat(run.json().get("digest").asText()).isEqualTo(read().sha256());
    assertThat(run.json().get("bytes").asLong()).isEqualTo(Files.size(out));
    assertThat(run.json().get("samples").asInt()).isEqualTo(6);
    assertThat(run.json().get("shape").toString()).isEqualTo("[3,4,4]");
    assertThat(run.json().at("/labels/1/name").asText()).isEqualTo("dog");
    assertThat(run.json().at("/labels/1/samples").asInt()).isEqualTo(3);
    assertThat(run.json().get("unlabelled").asInt()).isZero();
  }

  @Test
  void makesTheSameDatasetOfAZip() throws IOException {
    Path folder = imageFolder();
    Path zip = home.resolve("images.zip");
    try (ZipOutputStream stream = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String label : List.of("cat", "dog")) {
        for (int i = 0; i < 3; i++) {
          stream.putNextEntry(new ZipEntry(label + "/" + i + ".png"));
          Files.copy(folder.resolve(label).resolve(i + ".png"), stream);
        }
      }
    }

    push(folder);
    String fromFolder = read().sha256();
    push(zip);

    assertThat(read().sha256()).isEqualTo(fromFolder);
  }

  @Test
  void takesSomeLabelsAndSomeSamplesOfEach() throws IOException {
    CommandLineRun run =
        push(imageFolder(), "--labels", "dog,cat", "--per-class", "2", "--seed", "7");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(read().labelNames()).containsExactly("dog", "cat");
    assertThat(read().labelCounts()).containsExactly(2, 2);
  }

  @Test
  void leavesLabelsOut() throws IOException {
    CommandLineRun run = push(imageFolder(), "--unlabelled");

    assertThat(run.out()).contains("(none)");
    assertThat(read().labelNames()).isEmpty();
    assertThat(read().size()).isEqualTo(6);
  }

  @Test
  void namesTheNumbersOfIdxFiles() throws IOException {
    CommandLineRun run =
        push(idxFolder(), "--label-names", "fashion-mnist", "--labels", "Trouser,Sandal");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(read().labelNames()).containsExactly("Trouser", "Sandal");
    assertThat(read().labelCounts()).containsExactly(2, 1);
  }

  @Test
  void readsTheSplitThatIsAskedFor() throws IOException {
    CommandLineRun run = push(idxFolder(), "--split", "test");

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("no 'test' split");
    assertThat(out).doesNotExist();
  }

  @Test
  void readsCifarBinaries() throws IOException {
    Path folder = Files.createDirectory(home.resolve("cifar"));
    byte[] batch = new byte[2 * 3073];
    batch[3073] = 9;
    Files.write(folder.resolve("data_batch_1.bin"), batch);

    CommandLineRun run = push(folder);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("2 images of 3x32x32");
    assertThat(read().label(1)).isEqualTo(9);
  }

  @Test
  void copiesADatasetFile() throws IOException {
    push(imageFolder());
    String digest = read().sha256();
    Path first = Files.move(out, home.resolve("first.safetensors"));

    push(first);

    assertThat(read().sha256()).isEqualTo(digest);
  }

  @Test
  void refusesMoreSamplesThanThereAre() throws IOException {
    CommandLineRun run = push(imageFolder(), "--per-class", "4", "--json");

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.json().at("/error/reason").asText()).isEqualTo("TOO_FEW_SAMPLES");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesAFolderThatIsNotThereToWriteTo() throws IOException {
    CommandLineRun run =
        CommandLineRun.in(home)
            .run("dataset", "push", imageFolder(), "-o", home.resolve("gone/x.safetensors"));

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("[STORAGE_FAILED]");
  }

  @Test
  void keepsNothingWhenInterrupted() throws IOException {
    CommandLineRun run =
        CommandLineRun.in(home).cancelled().run("dataset", "push", imageFolder(), "-o", out);

    assertThat(run.status()).isEqualTo(ExitStatus.INTERRUPTED);
    assertThat(run.err()).startsWith("interrupted");
    assertThat(out).doesNotExist();
  }

  @Test
  void listsTheDatasetsOfAFolderAndWarnsOfOthers() throws IOException {
    push(imageFolder());
    Files.writeString(home.resolve("other.safetensors"), "nothing of the kind");

    CommandLineRun json = CommandLineRun.in(home).run("dataset", "list", home, "--json");
    CommandLineRun text = CommandLineRun.in(home).run("dataset", "list", home);

    assertThat(json.json().at("/0/name").asText()).isEqualTo(out.toString());
    assertThat(json.json().size()).isEqualTo(1);
    assertThat(json.json().findValuesAsText("digest")).containsExactly(read().sha256());
    assertThat(json.err()).startsWith("warning: ").contains("other.safetensors");
    assertThat(text.out()).contains("out.safetensors").contains("cat, dog");
  }

  private CommandLineRun push(Path source, Object... more) {
    Object[] args = new Object[more.length + 5];
    System.arraycopy(List.of("dataset", "push", source, "-o", out).toArray(), 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return CommandLineRun.in(home).run(args);
  }

  private Dataset read() {
    return SafetensorsFile.read(out);
  }

  private Path imageFolder() throws IOException {
    Path folder = home.resolve("images");
    for (String label : List.of("cat", "dog")) {
      Files.createDirectories(folder.resolve(label));
      for (int i = 0; i < 3; i++) {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i, 1, label.equals("cat") ? 0xff0000 : 0x0000ff);
        ImageIO.write(image, "png", folder.resolve(label).resolve(i + ".png").toFile());
      }
    }
    return folder;
  }

  /** Three images of 2x2, of labels 1, 5 and 1. */
  private Path idxFolder() throws IOException {
    Path folder = Files.createDirectory(home.resolve("idx"));
    ByteBuffer images = ByteBuffer.allocate(16 + 12).putInt(0x803).putInt(3).putInt(2).putInt(2);
    Files.write(folder.resolve("train-images-idx3-ubyte"), images.array());
    ByteBuffer labels = ByteBuffer.allocate(8 + 3).putInt(0x801).putInt(3);
    labels.put(new byte[] {1, 5, 1});
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream stream = new GZIPOutputStream(compressed)) {
      stream.write(labels.array());
    }
    Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), compressed.toByteArray());
    return folder;
  }
}
