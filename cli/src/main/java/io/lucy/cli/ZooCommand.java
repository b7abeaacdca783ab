package io.lucy.cli;

import picocli.CommandLine.Command;

/** {@code lucy zoo}: the networks that clones are made of. */
@Command(
    name = "zoo",
    description = "Look at the networks of a zoo, add some, and train some.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ZooListCommand.class,
      ZooShowCommand.class,
      ZooCheckCommand.class,
      ZooAddCommand.class,
      ZooTrainCommand.class
    })
final class ZooCommand {}
