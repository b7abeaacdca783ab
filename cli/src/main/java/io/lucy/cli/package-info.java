/**
 * The {@code lucy} command.
 *
 * <p>One class per command, each a {@link io.lucy.cli.LucyCommand}; {@link io.lucy.cli.Lucy} and
 * the groups ({@code zoo}, {@code dataset}) name them as their subcommands, and that is all that
 * adding one takes. Fields that picocli fills are set before a command runs.
 */
@NullMarked
package io.lucy.cli;

import org.jspecify.annotations.NullMarked;
