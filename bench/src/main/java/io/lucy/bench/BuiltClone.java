package io.lucy.bench;

import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.insert.CloneReport;
import io.lucy.engine.insert.InsertOptions;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;

/**
 * A clone, as a user gets it: built, encoded, and assembled again from its bytes.
 *
 * @param report what building found out
 * @param path the bytes
 * @param seconds that building took, by the wall clock, encoding included
 */
record BuiltClone(Task task, CloneReport report, ClonePath path, double seconds) {
  static BuiltClone build(
      Task task,
      Dataset samples,
      InsertOptions options,
      ProgressListener progress,
      Cancellation cancellation) {
    long began = System.nanoTime();
    CloneReport report =
        new Inserter(task.target(), task.sources(), task.labels(), options, progress, cancellation)
            .insert(samples);
    ClonePath path = ClonePathCodec.encode(report.path());
    return new BuiltClone(task, report, path, (System.nanoTime() - began) / 1e9);
  }

  Accuracy judge(Dataset test, Cancellation cancellation) {
    Graph graph = Assembly.of(ClonePathCodec.decode(path), this::network);
    float[] logits =
        Forward.run(graph, Samples.pixels(task.target(), test), test.size(), cancellation)
            .get(Assembly.LOGITS);
    return task.judge(new Matrix(test.size(), task.labels().size(), logits).largest(), test);
  }

  private KnownNetwork network(NetworkIdentity identity) {
    if (identity.equals(task.target().identity())) {
      return task.target();
    }
    return task.sources().stream()
        .map(Inserter.Wanted::source)
        .filter(source -> source.identity().equals(identity))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not of the task: " + identity));
  }
}
