package io.lucy.engine.graph;

import io.lucy.engine.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network's name by its weights: a SHA-256 that stays the same when the network's ONNX file is
 * written anew.
 *
 * <p>Names, the order of nodes and initialisers in the file, weights in Constant nodes instead of
 * initialisers, sharing of equal weights, and the extent of the batch make no difference; a changed
 * bit of one weight does, and so do two weights of equal shape that trade places.
 *
 * <p>The digest is taken of what {@link OnnxReader#read} makes of a file, with every operator in
 * its form of opset {@value Graph#OPSET} and batch norms folded. From each output in turn, nodes
 * are visited depth first: what a node reads, in the order of its inputs, then the node itself,
 * once. Hashed are the ASCII bytes {@code lucy.weights.v1} and then, for each input of each visited
 * node that is a constant of float32, {@code name-length name input rank extent* element*}: the
 * operator's name in UTF-8, the number of the input counted from 0, shape and elements row-major.
 * Lengths, numbers and extents are uint32, elements IEEE 754 float32, all little-endian. Constants
 * of other types are left out: they are shapes, axes and indices.
 */
public final class WeightsDigest {
  private static final byte[] PREFIX = "lucy.weights.v1".getBytes(StandardCharsets.US_ASCII);

  /** Large weights are hashed in pieces, so that no second copy of them is held. */
  private static final int CHUNK_ELEMENTS = 1 << 14;

  private WeightsDigest() {}

  /** The digest, as 64 lower-case hex digits. */
  public static String of(Graph graph) {
    MessageDigest digest = Sha256.start();
    digest.update(PREFIX);
    Set<Node> done = new HashSet<>();
    for (Value output : graph.outputs()) {
      visit(graph, output.name(), done, digest);
    }
    return Sha256.finish(digest);
  }

  /** Depth first without recursion: networks can be deeper than a thread's stack. */
  private static void visit(Graph graph, String output, Set<Node> done, MessageDigest digest) {
    Deque<Visit> open = new ArrayDeque<>();
    open(graph, output, done, open);
    while (!open.isEmpty()) {
      Visit visit = open.peek();
      if (visit.nextInput < visit.node.inputs().size()) {
        open(graph, visit.node.input(visit.nextInput++), done, open);
      } else {
        open.pop();
        add(graph, visit.node, digest);
      }
    }
  }

  private static void open(Graph graph, String value, Set<Node> done, Deque<Visit> open) {
    graph.producer(value).filter(done::add).map(Visit::new).ifPresent(open::push);
  }

  private static void add(Graph graph, Node node, MessageDigest digest) {
    List<String> inputs = node.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor tensor = graph.constants().get(inputs.get(i));
      if (tensor != null && tensor.isFloat()) {
        byte[] op = node.op().getBytes(StandardCharsets.UTF_8);
        int[] extents = tensor.shape().extents();
        ByteBuffer head = littleEndian(12 + op.length + 4 * extents.length);
        head.putInt(op.length).put(op).putInt(i).putInt(extents.length);
        for (int extent : extents) {
          head.putInt(extent);
        }
        digest.update(head.flip());
        add(tensor.floats(), digest);
      }
    }
  }

  private static void add(float[] elements, MessageDigest digest) {
    ByteBuffer chunk = littleEndian(4 * Math.min(elements.length, CHUNK_ELEMENTS));
    for (int start = 0; start < elements.length; start += CHUNK_ELEMENTS) {
      int length = Math.min(elements.length - start, CHUNK_ELEMENTS);
      chunk.clear().asFloatBuffer().put(elements, start, length);
      digest.update(chunk.limit(4 * length));
    }
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A node whose inputs are being visited. */
  private static final class Visit {
    final Node node;
    int nextInput;

    Visit(Node node) {
      this.node = node;
    }
  }
}
