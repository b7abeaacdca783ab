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
      CloneWatchCommand.class,
      CloneCancelCommand.class,
      CloneDeleteCommand.class,
      CloneExtendCommand.class,
      CloneShrinkCommand.class,
      CloneExportCommand.class
    })
final class CloneCommand {
  /** How a clone is named on the command line. */
  static final String MEANT =
      "A name, an id or its first digits (at least 6), or a .clonepath file.";
}
