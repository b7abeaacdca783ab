/**
 * The read-only zoo of the service: a folder that is looked at again and again, what is known of
 * its networks, and plans. Nothing here can write to a zoo.
 */
@NullMarked
package io.lucy.zoo;

import org.jspecify.annotations.NullMarked;
