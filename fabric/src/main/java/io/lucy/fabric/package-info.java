/** What services share to coordinate; nothing here knows what a clone is. */
@NullMarked
package io.lucy.fabric;

import org.jspecify.annotations.NullMarked;
