package io.lucy.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip of an image folder. Names come from the central directory, so only the images that are
 * wanted are unpacked, and nothing is ever written to disk.
 */
record ImageZip(Path file) implements DatasetSource {

  @Override
  public Dataset read(SourceOptions options) {
    SourceErrors.refuseLabelNames(options, "a zip of images");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).distinct().toList();
      ImageListing listing = ImageListing.of(names, options.split(), file);
      return ImageBatch.read(listing, options, file, name -> bytes(zip, name));
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }

  private byte[] bytes(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ZipException("no entry '" + name + "'");
    }
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = ImageBatch.readBounded(in, file + "!" + name);
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    if (checksum.getValue() != entry.getCrc()) {
      throw new ZipException("entry '" + name + "' fails its checksum, or is encrypted");
    }
    return bytes;
  }
}
