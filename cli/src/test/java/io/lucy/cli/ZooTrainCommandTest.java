package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooTrainCommandTest {
  private static final int SIDE = 12;

  @TempDir private Path home;
  private Path data;
  private Path zoo;

  @BeforeEach
  void drawImages() throws IOException {
    data = home.resolve("tones");
    zoo = home.resolve("z");
    Random random = new Random(1);
    for (String part : List.of("train", "test")) {
      for (int i = 0; i < 20; i++) {
        draw(data.resolve(part).resolve("bright"), i, 150 + random.nextInt(100), random);
        draw(data.resolve(part).resolve("dark"), i, 10 + random.nextInt(60), random);
      }
    }
  }

  @Test
  void addsATrainedNetworkWithAFullCard() {
    CommandLineRun run =
        train("--family", "resnet", "--width", "4", "--epochs", "8", "--seed", "7");
    JsonNode shown =
        CommandLineRun.in(home).run("zoo", "show", "tones-resnet", "--zoo", zoo, "--json").json();

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().get("name").asText()).isEqualTo("tones-resnet");
    assertThat(run.json().get("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(shown.get("labels").toString()).isEqualTo("[\"dark\",\"bright\"]");
    JsonNode card = shown.get("card");
    assertThat(card.get("family").asText()).isEqualTo("resnet");
    assertThat(card.at("/data/name").asText()).isEqualTo("tones");
    assertThat(card.at("/data/digest").asText()).hasSize(64);
    assertThat(card.get("seed").asLong()).isEqualTo(7);
    assertThat(card.at("/options/epochs").asText()).isEqualTo("8");
    assertThat(card.at("/versions").fieldNames())
        .toIterable()
        .contains("lucy", "java", "onnxruntime", "os");
    assertThat(card.toString()).contains("2").contains("trained from scratch");
  }

  @Test
  void trainsTheSameNetworkAgain() {
    CommandLineRun first = train("--family", "lenet5", "--epochs", "1");
    CommandLineRun again = train("--family", "lenet5", "--epochs", "1");

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.json().toString()).contains("the zoo has this network already");
  }

  @Test
  void leavesNoZooBehindWhenCancelled() {
    CommandLineRun run = CommandLineRun.in(home).cancelled().run(words(List.of("--family", "vgg")));

    assertThat(run.status()).isEqualTo(130);
    assertThat(zoo).doesNotExist();
  }

  @Test
  void refusesAFamilyThatIsNone() {
    CommandLineRun run = train("--family", "transformer");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().toString()).contains("ARGUMENT_INVALID").contains("mobilenet");
  }

  @Test
  void refusesTextOfSeveralLinesBeforeItReadsTheData() {
    for (List<String> options :
        List.of(
            List.of("--family", "vgg", "--data-name", "a\nb"),
            List.of("--family", "vgg", "--licence", "a\nb"),
            List.of("--family", "a\nb"))) {
      CommandLineRun run = CommandLineRun.in(home).run(words(options));

      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains("[ARGUMENT_INVALID]").contains("a\\u000ab");
      assertThat(run.err().lines().toList()).as("nothing but the error").hasSize(1);
      assertThat(zoo).doesNotExist();
    }
  }

  @Test
  void noticesAZooThatTakesNoFilesBeforeItReadsTheData() throws IOException {
    zoo = Files.write(home.resolve("file"), new byte[1]);

    CommandLineRun run = train("--family", "vgg");

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.json().at("/error/reason").asText()).isEqualTo("STORAGE_FAILED");
    assertThat(run.err().lines().toList()).as("nothing but the error").hasSize(1);
  }

  @Test
  void refusesALabelThatTheDataDoesNotHave() {
    CommandLineRun run =
        CommandLineRun.in(home)
            .run(
                "zoo",
                "train",
                "--data",
                data,
                "--labels",
                "dark,grey",
                "--zoo",
                zoo,
                "--name",
                "n",
                "--family",
                "vgg",
                "--json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().toString()).contains("LABEL_INVALID").contains("grey");
  }

  private CommandLineRun train(String... options) {
    return CommandLineRun.in(home).run(words(Arrays.asList(options)));
  }

  private Object[] words(List<String> options) {
    List<Object> words = new ArrayList<>(List.of("zoo", "train", "--data", data, "--zoo", zoo));
    words.addAll(List.of("--labels", "dark,bright", "--name", "tones-resnet", "--json"));
    words.addAll(List.of("--batch", "10", "--learning-rate", "0.01"));
    words.addAll(options);
    return words.toArray();
  }

  private static void draw(Path folder, int number, int grey, Random random) throws IOException {
    Files.createDirectories(folder);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int level = Math.min(255, grey + random.nextInt(20));
      image.setRGB(i % SIDE, i / SIDE, level << 16 | level << 8 | level);
    }
    ImageIO.write(image, "png", folder.resolve(number + ".png").toFile());
  }
}
