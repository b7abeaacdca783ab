package io.lucy.cli;

import picocli.CommandLine.Command;

/** {@code lucy admin}: for those who run the services. */
@Command(
    name = "admin",
    description = "Look after running services.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AdminRebuildCommand.class,
      AdminLagCommand.class,
      AdminDeadLettersCommand.class,
      AdminReplayCommand.class
    })
final class AdminCommand {}
