package io.lucy.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Pictures in one folder per label, as {@link ImageListing} describes. */
record ImageFolder(Path folder) implements DatasetSource {
  private static final int DEEPEST = 8;

  @Override
  public Dataset read(SourceOptions options) {
    SourceErrors.refuseLabelNames(options, "an image folder");
    try {
      ImageListing listing = ImageListing.of(names(), options.split(), folder);
      return ImageBatch.read(listing, options, folder, this::bytes);
    } catch (UncheckedIOException e) {
      throw SourceErrors.unreadable(folder, e.getCause());
    } catch (IOException e) {
      throw SourceErrors.unreadable(folder, e);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
      return found
          .filter(path -> !path.equals(folder))
          .map(path -> relative(path) + (Files.isDirectory(path) ? "/" : ""))
          .toList();
    }
  }

  private String relative(Path path) {
    return folder.relativize(path).toString().replace('\\', '/');
  }

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      return ImageBatch.readBounded(in, folder.resolve(name).toString());
    }
  }
}
