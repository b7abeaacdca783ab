package io.lucy.cli;

import picocli.CommandLine.Command;

/** {@code lucy clone}: networks without bodies. */
@Command(
    name = "clone",
    description = "Build clones, look at them, grow and shrink them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CloneCreateCommand.class,
      CloneListCommand.class,
      CloneShowCommand.class,
      CloneExtendCommand.class,
      CloneShrinkCommand.class,
      CloneExportCommand.class
    })
final class CloneCommand {}
