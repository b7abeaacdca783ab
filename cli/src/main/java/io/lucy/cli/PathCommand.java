package io.lucy.cli;

import picocli.CommandLine.Command;

/** {@code lucy path}: what a clone is, as something to keep and to send. */
@Command(
    name = "path",
    description = "Take clone paths out of the services, and bring them in.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PathListCommand.class, PathExportCommand.class, PathImportCommand.class})
final class PathCommand {}
