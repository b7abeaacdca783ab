package io.lucy.zoo.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.ByteResources;
import io.lucy.fabric.grpc.Contents;
import io.lucy.fabric.grpc.Owner;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.inference.CloneAssembler;
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
  public boolean owns(String name) {
    return name.startsWith("networks/") || name.startsWith("assemblies/");
  }

  /**
   * The resource of a name.
   *
   * @throws LucyException {@code NOT_FOUND} if there is no such network or clone, {@code
   *     DIGEST_MISMATCH} or {@code PATH_UNRESOLVED} if its bytes cannot be had
   */
  @Override
  public Contents find(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "no resource '" + name + "' (expected: networks/SHA256 or assemblies/PATH_ID)");
    }
    String digits = matcher.group(2);
    return matcher.group(1).equals("networks")
        ? zoo.file(digits)
        : Contents.of(assembler.file(Owner.current(), digits));
  }
}
