package io.lucy.testing;

import java.io.IOException;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of a broker's process: formats its folder the first time, then serves. */
final class BrokerProcess {
  private static final String CLUSTER = "bHVjeS10ZXN0cy0wMDAwMA";

  private BrokerProcess() {}

  public static void main(String[] arguments) {
    Thread orphan = new Thread(BrokerProcess::endWithParent, "parent");
    orphan.setDaemon(true);
    orphan.start();
    String properties = arguments[0];
    String[] format = {"format", "-t", CLUSTER, "-c", properties, "--ignore-formatted"};
    if (StorageTool.execute(format, System.out) != 0) {
      throw new IllegalStateException("cannot format the broker's folder");
    }
    Kafka.main(new String[] {properties});
  }

  /** A broker must not outlive the tests that started it, however they end. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      System.out.println("the pipe broke: " + e);
    }
    Runtime.getRuntime().halt(1);
  }
}
