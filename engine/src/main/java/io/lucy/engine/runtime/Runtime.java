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

  /** A session over the bytes of an ONNX file, for runs of one size. The caller closes it. */
  static OrtSession open(byte[] model) {
    return open(model, options -> {});
  }

  /**
   * As {@link #open(byte[])}, for runs of any size: memory of a run is given back after it, or a
   * session would hold that of its largest batch for ever.
   */
  static OrtSession openForAnyBatch(byte[] model) {
    return open(
        model,
        options -> {
          options.setCPUArenaAllocator(false);
          options.setMemoryPatternOptimization(false);
        });
  }

  private static OrtSession open(byte[] model, Setting setting) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.disablePerSessionThreads();
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      setting.apply(options);
      return ENVIRONMENT.createSession(model, options);
    } catch (OrtException e) {
      throw new LucyException(
          Reason.MODEL_INVALID, "ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  private interface Setting {
    void apply(OrtSession.SessionOptions options) throws OrtException;
  }

  private static OrtEnvironment create() {
    try (OrtEnvironment.ThreadingOptions threads = new OrtEnvironment.ThreadingOptions()) {
      threads.setGlobalIntraOpNumThreads(java.lang.Runtime.getRuntime().availableProcessors());
      threads.setGlobalInterOpNumThreads(1);
      threads.setGlobalSpinControl(false);
      threads.setGlobalDenormalAsZero();
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "lucy", threads);
      // Nobody was asked. It writes a device id into the user's cache before this all the same.
      environment.setTelemetry(false);
      return environment;
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
