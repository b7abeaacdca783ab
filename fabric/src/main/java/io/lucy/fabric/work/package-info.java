/**
 * What the services that work on clones share: where the state of clones is kept, who still wants
 * work, how far it is, and the networks and data that it needs.
 */
@NullMarked
package io.lucy.fabric.work;

import org.jspecify.annotations.NullMarked;
