package io.lucy.proto;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** All proto files of this module as protoc understood them, with their comments. */
final class Contracts {
  private static final Path FILE = Path.of("target", "descriptors", "contracts.binpb");

  private Contracts() {}

  /** In the order of their names. */
  static List<FileDescriptorProto> files() {
    try (InputStream in = Files.newInputStream(FILE)) {
      return FileDescriptorSet.parseFrom(in).getFileList().stream()
          .sorted(Comparator.comparing(FileDescriptorProto::getName))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no " + FILE + "; run mvn clean and try again", e);
    }
  }
}
