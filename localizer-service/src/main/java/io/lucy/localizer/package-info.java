/**
 * Local(·) as a service: takes work from a topic, finds which filters of a source matter for some
 * of its labels, and says so in an event.
 */
@NullMarked
package io.lucy.localizer;

import org.jspecify.annotations.NullMarked;
