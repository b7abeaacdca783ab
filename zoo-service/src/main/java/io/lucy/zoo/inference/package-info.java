/**
 * Models that answer: networks of the zoo, and clones. {@link ServableRepository} finds a {@link
 * Servable} by its name; how it answers, alone or together with others, is its own affair.
 */
@NullMarked
package io.lucy.zoo.inference;

import org.jspecify.annotations.NullMarked;
