/** What the services share to coordinate and to be reached. */
@NullMarked
package io.lucy.fabric;

import org.jspecify.annotations.NullMarked;
