package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Files that a release wrote: they are read, and their ids stay, for as long as there is Lucy. */
class ClonePathGoldenTest {
  private static final String VERSION_1_ID =
      "62856b1c42ad882288b73dd10e7024a0310dac5515b62038d4b2772835315d02";

  @Test
  void readsTheGoldenFileOfVersion1() throws IOException {
    ClonePath path = ClonePathFile.of(golden("version-1.clonepath")).path();
    assertThat(path.id()).isEqualTo(VERSION_1_ID);
    assertThat(ClonePathCodec.decode(path)).isEqualTo(ExamplePaths.small());
  }

  @Test
  void writesTheGoldenFileOfVersion1() throws IOException {
    ClonePath path = ClonePathCodec.encode(ExamplePaths.small());
    assertThat(path.id()).isEqualTo(VERSION_1_ID);
    assertThat(new ClonePathFile(path).bytes()).isEqualTo(golden("version-1.clonepath"));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = ClonePathGoldenTest.class.getResourceAsStream(name)) {
      assertThat(in).as("golden file " + name).isNotNull();
      return in.readAllBytes();
    }
  }
}
