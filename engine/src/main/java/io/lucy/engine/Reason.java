package io.lucy.engine;

/** Why something was refused. The names are frozen: clients and scripts match on them. */
public enum Reason {
  /** Not an ONNX model, or a damaged one. */
  MODEL_INVALID,
  /** A model that Lucy does not read: external data, a too new opset or IR, too many bytes. */
  MODEL_UNSUPPORTED,
  /** An operator that Lucy cannot shape, cut, mask or differentiate where it stands. */
  OPERATOR_UNSUPPORTED,
  /** A network without a classifier head that Lucy can find. */
  NO_CLASSIFIER_HEAD,
  /** A weight or a result that is NaN or infinite. */
  NOT_FINITE,
  /** A file or folder that is not there, or cannot be read. */
  NOT_FOUND,
  /** A file whose digest is not the recorded one. */
  DIGEST_MISMATCH,
  /** A zoo folder without networks, or an entry that breaks the layout. */
  ZOO_INVALID,
  /** A label that no network knows, that is named twice, or that has no samples. */
  LABEL_INVALID,
  /** A dataset of another shape, channel count, element type or format. */
  DATASET_INVALID,
  /** Too few samples for what was asked. */
  TOO_FEW_SAMPLES,
  /** An option or argument outside its range. */
  ARGUMENT_INVALID,
  /** A name or a request id that stands for something else already. */
  ALREADY_EXISTS,
  /** A clone path that is damaged. */
  PATH_CORRUPT,
  /** A clone path of a version that is no longer read. */
  PATH_TOO_OLD,
  /** A clone path of a version that this release does not know. */
  PATH_TOO_NEW,
  /** A clone path above the bounds of its format. */
  PATH_TOO_LARGE,
  /** A clone path that names networks which this zoo does not have. */
  PATH_UNRESOLVED,
  /** Work that its owner cancelled. */
  CANCELLED,
  /** A disk that refused a write; nothing half-written is left. */
  STORAGE_FAILED,
  /** More bytes than their owner may keep. */
  QUOTA_EXCEEDED,
  /** A message above what a server or a client takes at once. */
  MESSAGE_TOO_LARGE,
  /** An answer that did not come in the time that its caller allows. */
  DEADLINE_EXCEEDED,
  /** A server that cannot be reached, or is not ready. */
  UNAVAILABLE,
  /** Something that a server of this version does not offer. */
  UNIMPLEMENTED,
  /** A defect of Lucy. */
  INTERNAL
}
