/**
 * Networks as graphs: reading and writing ONNX, and the deterministic passes that give it
 * structure.
 */
@NullMarked
package io.lucy.engine.graph;

import org.jspecify.annotations.NullMarked;
