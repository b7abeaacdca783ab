package io.lucy.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What a file system says of a file without reading it. Another stamp means that the file may have
 * changed; the same stamp that it has not, unless it is {@link #isYoung}.
 *
 * @param modified when the content was written, which anyone can set
 * @param changed when anything of the file was last changed, which nobody can set; the same as
 *     {@code modified} where the file system does not say
 * @param identity of the file behind the name; empty where the file system does not say
 */
record FileStamp(long sizeBytes, FileTime modified, FileTime changed, String identity) {
  /** The coarsest clock of a file system in use. */
  private static final Duration CLOCK_TICK = Duration.ofSeconds(2);

  static FileStamp of(Path file) throws IOException {
    try {
      Map<String, Object> unix = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
      return new FileStamp(
          (Long) unix.get("size"),
          (FileTime) unix.get("lastModifiedTime"),
          (FileTime) unix.get("ctime"),
          String.valueOf(unix.get("ino")));
    } catch (UnsupportedOperationException notUnix) {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(
          basic.size(),
          basic.lastModifiedTime(),
          basic.lastModifiedTime(),
          Objects.toString(basic.fileKey(), ""));
    }
  }

  /** Whether the file could be written again without another stamp. */
  boolean isYoung(Instant now) {
    Duration age = Duration.between(changed.toInstant(), now);
    // A time far ahead is that of another clock, which says nothing of now.
    return age.compareTo(CLOCK_TICK) < 0 && age.compareTo(CLOCK_TICK.negated()) > 0;
  }
}
