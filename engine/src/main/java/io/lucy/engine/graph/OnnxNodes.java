package io.lucy.engine.graph;

import ai.onnx.proto.OnnxMl;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads ONNX nodes. */
final class OnnxNodes {
  private OnnxNodes() {}

  /** Reads one node; a node without a name gets one from its place in the file. */
  static Node read(OnnxMl.NodeProto proto, int place) {
    String name = name(proto, place);
    String described = "node '" + name + "', op " + proto.getOpType();
    if (!proto.getDomain().isEmpty() && !proto.getDomain().equals("ai.onnx")) {
      throw new LucyException(
          Reason.OPERATOR_UNSUPPORTED,
          described
              + " is of domain '"
              + proto.getDomain()
              + "' (supported: the standard operators)");
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    for (OnnxMl.AttributeProto attribute : proto.getAttributeList()) {
      attributes.put(attribute.getName(), attribute(attribute, described));
    }
    return new Node(
        name, proto.getOpType(), proto.getInputList(), proto.getOutputList(), attributes);
  }

  /** The name of a node: its own, or one from its place in the file. */
  static String name(OnnxMl.NodeProto proto, int place) {
    return proto.getName().isEmpty() ? proto.getOpType() + "#" + place : proto.getName();
  }

  private static Attribute attribute(OnnxMl.AttributeProto proto, String where) {
    return switch (proto.getType()) {
      case INT -> Attribute.of(proto.getI());
      case FLOAT -> Attribute.of(proto.getF());
      case STRING -> Attribute.of(proto.getS().toStringUtf8());
      case INTS -> new Attribute.Ints(proto.getIntsList());
      case FLOATS -> new Attribute.Reals(proto.getFloatsList());
      case TENSOR -> new Attribute.Constant(OnnxTensors.read(proto.getT()));
      default ->
          throw new LucyException(
              Reason.OPERATOR_UNSUPPORTED,
              where
                  + ": attribute '"
                  + proto.getName()
                  + "' is of type "
                  + proto.getType()
                  + "; control flow and sparse constants are not supported");
    };
  }
}
