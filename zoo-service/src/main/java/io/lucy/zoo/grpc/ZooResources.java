package io.lucy.zoo.grpc;

import io.lucy.fabric.grpc.Owner;
import io.lucy.zoo.ReadableResource;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.inference.CloneAssembler;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be read of the zoo by name: {@code networks/SHA256} and {@code assemblies/PATH_ID}. */
public final class ZooResources {
  private static final Pattern NAME = Pattern.compile("(networks|assemblies)/([0-9a-f]{64})");

  private final ZooReader zoo;
  private final CloneAssembler assembler;

  public ZooResources(ZooReader zoo, CloneAssembler assembler) {
    this.zoo = zoo;
    this.assembler = assembler;
  }

  /**
   * The resource of a name; empty if it is not one of the zoo's names.
   *
   * @throws io.lucy.engine.LucyException {@code NOT_FOUND} if there is no such network or clone,
   *     {@code DIGEST_MISMATCH} or {@code PATH_UNRESOLVED} if its bytes cannot be had
   */
  public Optional<ReadableResource> find(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(2);
    return Optional.of(
        matcher.group(1).equals("networks")
            ? zoo.file(digits)
            : ReadableResource.of(assembler.file(Owner.current(), digits)));
  }
}
