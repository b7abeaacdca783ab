/** Insert(·): where a module is connected, and the adapter and head that connect it. */
@NullMarked
package io.lucy.engine.insert;

import org.jspecify.annotations.NullMarked;
