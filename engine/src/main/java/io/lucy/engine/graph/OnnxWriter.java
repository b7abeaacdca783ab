package io.lucy.engine.graph;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Writes graphs as ONNX files: opset {@value Graph#OPSET}, IR version 9.
 *
 * <p>Equal graphs give equal bytes: nodes and constants in their order, attributes by name.
 */
public final class OnnxWriter {
  private static final int IR_VERSION = 9;
  private static final String BATCH_NAME = "N";

  private OnnxWriter() {}

  /** The bytes of an ONNX file with this graph. */
  public static byte[] bytes(Graph graph) {
    OnnxMl.GraphProto.Builder proto = OnnxMl.GraphProto.newBuilder().setName("lucy");
    graph.inputs().forEach(value -> proto.addInput(valueInfo(value)));
    graph.outputs().forEach(value -> proto.addOutput(valueInfo(value)));
    graph.constants().forEach((name, tensor) -> proto.addInitializer(tensor(name, tensor)));
    graph.nodes().forEach(node -> proto.addNode(node(node)));
    OnnxMl.ModelProto model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("lucy")
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(Graph.OPSET))
            .setGraph(proto)
            .build();
    byte[] bytes = new byte[model.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      model.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static OnnxMl.ValueInfoProto valueInfo(Value value) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (int extent : value.shape().extents()) {
      OnnxMl.TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (extent == Shape.BATCH) {
        dimension.setDimParam(BATCH_NAME);
      } else {
        dimension.setDimValue(extent);
      }
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(value.name())
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(value.type().elementType().onnxCode())
                        .setShape(shape)))
        .build();
  }

  private static OnnxMl.NodeProto node(Node node) {
    OnnxMl.NodeProto.Builder proto =
        OnnxMl.NodeProto.newBuilder()
            .setName(node.name())
            .setOpType(node.op())
            .addAllInput(node.inputs())
            .addAllOutput(node.outputs());
    for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
      proto.addAttribute(attribute(entry.getKey(), entry.getValue()));
    }
    return proto.build();
  }

  private static OnnxMl.AttributeProto attribute(String name, Attribute attribute) {
    OnnxMl.AttributeProto.Builder proto = OnnxMl.AttributeProto.newBuilder().setName(name);
    if (attribute instanceof Attribute.Int i) {
      proto.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(i.value());
    } else if (attribute instanceof Attribute.Real r) {
      proto.setType(OnnxMl.AttributeProto.AttributeType.FLOAT).setF(r.value());
    } else if (attribute instanceof Attribute.Text t) {
      proto
          .setType(OnnxMl.AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(t.value()));
    } else if (attribute instanceof Attribute.Ints ints) {
      proto.setType(OnnxMl.AttributeProto.AttributeType.INTS).addAllInts(ints.values());
    } else if (attribute instanceof Attribute.Reals reals) {
      proto.setType(OnnxMl.AttributeProto.AttributeType.FLOATS).addAllFloats(reals.values());
    } else if (attribute instanceof Attribute.Constant constant) {
      proto.setType(OnnxMl.AttributeProto.AttributeType.TENSOR).setT(tensor("", constant.value()));
    }
    return proto.build();
  }

  private static OnnxMl.TensorProto tensor(String name, Tensor tensor) {
    OnnxMl.TensorProto.Builder proto =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(tensor.type().elementType().onnxCode());
    for (int extent : tensor.shape().extents()) {
      proto.addDims(extent);
    }
    return proto.setRawData(raw(tensor)).build();
  }

  /** Elements in ONNX's raw form: row-major, little-endian. */
  private static ByteString raw(Tensor tensor) {
    int size = tensor.type().elementType().sizeBytes();
    ByteBuffer raw =
        ByteBuffer.allocate(tensor.shape().elements() * size).order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.type().elementType()) {
      case FLOAT -> raw.asFloatBuffer().put(tensor.floats());
      case INT64 -> raw.asLongBuffer().put(tensor.longs());
      case INT32 -> {
        for (long element : tensor.longs()) {
          raw.putInt((int) element);
        }
        raw.rewind();
      }
      case UINT8, BOOL -> {
        for (long element : tensor.longs()) {
          raw.put((byte) element);
        }
        raw.rewind();
      }
    }
    return ByteString.copyFrom(raw);
  }
}
