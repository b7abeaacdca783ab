package io.lucy.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whatever of the contracts others depend on, a line each and by full names: so a difference of two
 * listings needs no context.
 */
final class ContractListing {
  private final List<String> lines = new ArrayList<>();

  private ContractListing() {}

  static List<String> of(List<FileDescriptorProto> files) {
    ContractListing listing = new ContractListing();
    files.forEach(listing::addFile);
    return List.copyOf(listing.lines);
  }

  private void addFile(FileDescriptorProto file) {
    lines.add("file " + file.getName());
    file.getServiceList().forEach(service -> addService(file.getPackage(), service));
    file.getMessageTypeList().forEach(message -> addMessage(file.getPackage(), message));
    file.getEnumTypeList().forEach(type -> addEnum(file.getPackage(), type));
  }

  private void addService(String scope, ServiceDescriptorProto service) {
    String name = scope + "." + service.getName();
    lines.add("service " + name);
    for (MethodDescriptorProto method : service.getMethodList()) {
      lines.add(
          "rpc %s/%s (%s%s) returns (%s%s)"
              .formatted(
                  name,
                  method.getName(),
                  method.getClientStreaming() ? "stream " : "",
                  typeName(method.getInputType()),
                  method.getServerStreaming() ? "stream " : "",
                  typeName(method.getOutputType())));
    }
  }

  private void addMessage(String scope, DescriptorProto message) {
    String name = scope + "." + message.getName();
    lines.add("message " + name);
    for (FieldDescriptorProto field : message.getFieldList()) {
      lines.add(
          "field %s.%s = %d %s%s%s"
              .formatted(
                  name,
                  field.getName(),
                  field.getNumber(),
                  field.getLabel() == Label.LABEL_REPEATED ? "repeated " : "",
                  type(field),
                  presence(message, field)));
    }
    message
        .getReservedRangeList()
        .forEach(
            range ->
                lines.add(
                    "reserved %s %d to %d".formatted(name, range.getStart(), range.getEnd() - 1)));
    message.getReservedNameList().forEach(old -> lines.add("reserved %s.%s".formatted(name, old)));
    message.getNestedTypeList().forEach(nested -> addMessage(name, nested));
    message.getEnumTypeList().forEach(nested -> addEnum(name, nested));
  }

  private void addEnum(String scope, EnumDescriptorProto type) {
    String name = scope + "." + type.getName();
    lines.add("enum " + name);
    type.getValueList()
        .forEach(
            value ->
                lines.add("value %s.%s = %d".formatted(name, value.getName(), value.getNumber())));
  }

  private static String type(FieldDescriptorProto field) {
    return field.hasTypeName()
        ? typeName(field.getTypeName())
        : field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
  }

  private static String presence(DescriptorProto message, FieldDescriptorProto field) {
    if (field.getProto3Optional()) {
      return " optional";
    }
    return field.hasOneofIndex()
        ? " oneof " + message.getOneofDecl(field.getOneofIndex()).getName()
        : "";
  }

  private static String typeName(String absolute) {
    return absolute.startsWith(".") ? absolute.substring(1) : absolute;
  }
}
