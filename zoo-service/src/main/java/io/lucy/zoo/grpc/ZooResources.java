package io.lucy.zoo.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.ByteResources;
import io.lucy.fabric.grpc.Contents;
import io.lucy.fabric.grpc.Owner;
import io.lucy.zoo.ReadableResource;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.inference.CloneAssembler;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be read of the zoo by name: {@code networks/SHA256} and {@code assemblies/PATH_ID}. */
public final class ZooResources implements ByteResources {
  private static final Pattern NAME = Pattern.compile("(networks|assemblies)/([0-9a-f]{64})");

  private final ZooReader zoo;
  private final CloneAssembler assembler;

  public ZooResources(ZooReader zoo, CloneAssembler assembler) {
    this.zoo = zoo;
    this.assembler = assembler;
  }

  @Override
  public String form() {
    return "networks/SHA256 or assemblies/PATH_ID";
  }

  @Override
  public boolean owns(String resourceName) {
    return resourceName.startsWith("networks/") || resourceName.startsWith("assemblies/");
  }

  /**
   * {@inheritDoc}
   *
   * @throws LucyException {@code NOT_FOUND} if there is no such network or clone, {@code
   *     DIGEST_MISMATCH} or {@code PATH_UNRESOLVED} if its bytes cannot be had
   */
  @Override
  public Contents find(String resourceName) {
    Matcher matcher = NAME.matcher(resourceName);
    if (!matcher.matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "resource '" + resourceName + "' (expected: " + form() + ", in hexadecimal)");
    }
    String digits = matcher.group(2);
    if (matcher.group(1).equals("assemblies")) {
      return Contents.of(assembler.file(Owner.current(), digits));
    }
    long size;
    try (ReadableResource file = zoo.file(digits)) {
      size = file.sizeBytes();
    }
    return new NetworkContents(digits, size);
  }

  /** The file of a network, opened when it is read. */
  private final class NetworkContents implements Contents {
    private final String digest;
    private final long sizeBytes;

    NetworkContents(String digest, long sizeBytes) {
      this.digest = digest;
      this.sizeBytes = sizeBytes;
    }

    @Override
    public long sizeBytes() {
      return sizeBytes;
    }

    @Override
    public InputStream open(long offset) {
      return new ResourceStream(zoo.file(digest), offset);
    }
  }
}
