package io.lucy.zoo.grpc;

import io.lucy.proto.inference.InferStatistics;
import io.lucy.proto.inference.ModelStatistics;
import io.lucy.proto.inference.ModelStatisticsResponse;
import io.lucy.proto.inference.StatisticDuration;
import io.lucy.zoo.inference.Answer;
import io.lucy.zoo.inference.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what models do. Of many models only those used last are kept. Safe to share between
 * threads.
 */
final class ModelStatisticsTable {
  private static final int MAX_MODELS = 4096;

  private final Map<Key, ModelStatistics.Builder> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ModelStatistics.Builder> eldest) {
          return size() > MAX_MODELS;
        }
      };

  private record Key(String name, int version) {}

  synchronized void succeeded(Signature model, int samples, Answer answer) {
    ModelStatistics.Builder count = count(model.name(), model.version());
    InferStatistics.Builder times = count.getInferenceStatsBuilder();
    add(times.getQueueBuilder(), answer.waited().toNanos());
    add(times.getComputeInferBuilder(), answer.computed().toNanos());
    add(times.getSuccessBuilder(), answer.waited().plus(answer.computed()).toNanos());
    count
        .setLastInference(System.currentTimeMillis())
        .setInferenceCount(count.getInferenceCount() + samples)
        .setExecutionCount(count.getExecutionCount() + 1);
  }

  synchronized void failed(Signature model, long nanos) {
    add(count(model.name(), model.version()).getInferenceStatsBuilder().getFailBuilder(), nanos);
  }

  synchronized ModelStatisticsResponse all() {
    ModelStatisticsResponse.Builder all = ModelStatisticsResponse.newBuilder();
    counts.values().forEach(count -> all.addModelStats(count.build()));
    return all.build();
  }

  synchronized ModelStatisticsResponse of(String name, int version) {
    return ModelStatisticsResponse.newBuilder().addModelStats(count(name, version).build()).build();
  }

  private ModelStatistics.Builder count(String name, int version) {
    return counts.computeIfAbsent(
        new Key(name, version),
        key ->
            ModelStatistics.newBuilder()
                .setName(name)
                .setVersion(Integer.toString(version))
                .setInferenceStats(InferStatistics.getDefaultInstance()));
  }

  private static void add(StatisticDuration.Builder total, long nanos) {
    total.setCount(total.getCount() + 1).setNs(total.getNs() + nanos);
  }
}
