/** Runs graphs with ONNX Runtime. */
@NullMarked
package io.lucy.engine.runtime;

import org.jspecify.annotations.NullMarked;
