package io.lucy.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lucy's own contracts oblige by their comments, so none may be missing. */
class ContractCommentsTest {

  @Test
  void everyFileSaysWhatItIsAbout() {
    assertThat(own())
        .isNotEmpty()
        .filteredOn(file -> !isCommented(file, FileDescriptorProto.SYNTAX_FIELD_NUMBER))
        .extracting(FileDescriptorProto::getName)
        .isEmpty();
  }

  @Test
  void everyServiceAndCallSaysWhatItObligesTo() {
    assertThat(own().flatMap(file -> uncommentedCalls(file).stream())).isEmpty();
  }

  /** Requests and responses are explained by their call. */
  @Test
  void everyMessageAndEnumSaysWhatItIs() {
    assertThat(own().flatMap(file -> uncommentedTypes(file).stream())).isEmpty();
  }

  private static List<String> uncommentedCalls(FileDescriptorProto file) {
    List<String> names = new ArrayList<>();
    for (int s = 0; s < file.getServiceCount(); s++) {
      ServiceDescriptorProto service = file.getService(s);
      if (!isCommented(file, FileDescriptorProto.SERVICE_FIELD_NUMBER, s)) {
        names.add(service.getName());
      }
      for (int m = 0; m < service.getMethodCount(); m++) {
        if (!isCommented(
            file,
            FileDescriptorProto.SERVICE_FIELD_NUMBER,
            s,
            ServiceDescriptorProto.METHOD_FIELD_NUMBER,
            m)) {
          names.add(service.getName() + "/" + service.getMethod(m).getName());
        }
      }
    }
    return names;
  }

  private static List<String> uncommentedTypes(FileDescriptorProto file) {
    List<String> names = new ArrayList<>();
    for (int m = 0; m < file.getMessageTypeCount(); m++) {
      DescriptorProto message = file.getMessageType(m);
      boolean explainedByItsCall = message.getName().matches(".*(Request|Response)");
      if (!explainedByItsCall
          && !isCommented(file, FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, m)) {
        names.add(message.getName());
      }
    }
    for (int e = 0; e < file.getEnumTypeCount(); e++) {
      if (!isCommented(file, FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, e)) {
        names.add(file.getEnumType(e).getName());
      }
    }
    return names;
  }

  private static Stream<FileDescriptorProto> own() {
    return Contracts.files().stream().filter(file -> file.getName().startsWith("lucy/"));
  }

  private static boolean isCommented(FileDescriptorProto file, Integer... path) {
    return file.getSourceCodeInfo().getLocationList().stream()
        .filter(location -> location.getPathList().equals(List.of(path)))
        .map(Location::getLeadingComments)
        .anyMatch(comment -> !comment.isBlank());
  }
}
