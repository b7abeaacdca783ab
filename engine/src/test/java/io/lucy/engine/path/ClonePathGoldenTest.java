package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Files that a release wrote: they are read, and their ids stay, for as long as there is Lucy. */
class ClonePathGoldenTest {
  private static final String VERSION_1_ID =
      "c8ea0a488244afdef1780f9212ac4cce17e019bde5ba1d50a96b76ecd09e02cd";

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
