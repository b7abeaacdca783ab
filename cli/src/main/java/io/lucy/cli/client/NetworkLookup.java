package io.lucy.cli.client;

import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.zoo.v1.GetNetworkRequest;
import io.lucy.proto.zoo.v1.ListNetworksRequest;
import io.lucy.proto.zoo.v1.ListNetworksResponse;
import io.lucy.proto.zoo.v1.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Finds the networks that a user means. */
public final class NetworkLookup {
  private static final int PAGE = 1000;
  private static final int MIN_DIGEST_PREFIX = 6;

  private final Services services;

  public NetworkLookup(Services services) {
    this.services = services;
  }

  /**
   * All versions of all networks, without their anatomy.
   *
   * @param problems hears what in the zoo breaks its layout
   */
  public List<Network> list(Consumer<String> problems) {
    List<Network> networks = new ArrayList<>();
    String token = "";
    do {
      ListNetworksRequest request =
          ListNetworksRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
      ListNetworksResponse page = Calls.of(() -> services.zoo().listNetworks(request));
      networks.addAll(page.getNetworksList());
      token = page.getNextPageToken();
      if (token.isEmpty()) {
        page.getProblemsList().forEach(problems);
      }
    } while (!token.isEmpty());
    return networks;
  }

  /**
   * One network, with its anatomy.
   *
   * @param name a name (its newest version), name/version, or at least six digits of a digest
   * @throws io.lucy.engine.LucyException {@code NOT_FOUND}, and what there is; {@code
   *     DIGEST_MISMATCH}
   */
  public Network find(String name) {
    List<Network> all = list(problem -> {});
    String digits = name.toLowerCase(Locale.ROOT);
    Network found = null;
    for (Network network : all) {
      boolean meant =
          network.getName().equals(name)
              || (network.getName() + "/" + network.getVersion()).equals(name)
              || (digits.length() >= MIN_DIGEST_PREFIX && digest(network).startsWith(digits));
      if (meant && (found == null || network.getVersion() > found.getVersion())) {
        found = network;
      }
    }
    // Of what is not listed, the zoo knows why.
    NetworkName.Builder exact = NetworkName.newBuilder().setName(name);
    if (found != null) {
      exact.setName(found.getName()).setVersion(found.getVersion()).setModel(found.getModel());
    }
    GetNetworkRequest request = GetNetworkRequest.newBuilder().setNetwork(exact).build();
    return Calls.of(() -> services.zoo().getNetwork(request)).getNetwork();
  }

  /** A network's digest, in hexadecimal. */
  public static String digest(Network network) {
    return Digits.of(network.getModel().getSha256());
  }
}
