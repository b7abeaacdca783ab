/** What services share to coordinate, and to be reached; nothing here knows how clones are made. */
@NullMarked
package io.lucy.fabric;

import org.jspecify.annotations.NullMarked;
