package io.lucy.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;

/** The one ONNX Runtime environment of a process: one thread pool that all sessions share. */
final class Runtime {
  private static final OrtEnvironment ENVIRONMENT = create();

  private Runtime() {}

  static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  /** A session over the bytes of an ONNX file. The caller closes it. */
  static OrtSession open(byte[] model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.disablePerSessionThreads();
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      return ENVIRONMENT.createSession(model, options);
    } catch (OrtException e) {
      throw new LucyException(
          Reason.MODEL_INVALID, "ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  private static OrtEnvironment create() {
    try (OrtEnvironment.ThreadingOptions threads = new OrtEnvironment.ThreadingOptions()) {
      threads.setGlobalIntraOpNumThreads(java.lang.Runtime.getRuntime().availableProcessors());
      threads.setGlobalInterOpNumThreads(1);
      threads.setGlobalSpinControl(false);
      threads.setGlobalDenormalAsZero();
      return OrtEnvironment.getEnvironment(
          OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "lucy", threads);
    } catch (IllegalStateException e) {
      // This class has been loaded before, by another class loader: the process has its
      // environment.
      return OrtEnvironment.getEnvironment();
    } catch (OrtException e) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED, "ONNX Runtime does not start here: " + e.getMessage(), e);
    }
  }
}
