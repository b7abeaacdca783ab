/** What holds for all contracts together: nothing of them changes or goes unexplained unnoticed. */
@NullMarked
package io.lucy.proto;

import org.jspecify.annotations.NullMarked;
