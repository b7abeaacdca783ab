/**
 * The zoo on disk: frozen networks in the layout of Triton's and KServe's model repositories.
 *
 * <pre>
 * &lt;zoo&gt;/&lt;name&gt;/labels.txt                  one label per line, in the order of the network's outputs
 * &lt;zoo&gt;/&lt;name&gt;/&lt;version&gt;/model.onnx        version: 1, 2, …
 * &lt;zoo&gt;/&lt;name&gt;/&lt;version&gt;/card.json         optional, a {@link io.lucy.engine.zoo.NetworkCard}
 * </pre>
 *
 * <p>{@link io.lucy.engine.zoo.Zoo} only reads; {@link io.lucy.engine.zoo.ZooWriter} is an
 * operator's tool.
 */
@NullMarked
package io.lucy.engine.zoo;

import org.jspecify.annotations.NullMarked;
