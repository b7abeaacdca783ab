package io.lucy.cli;

import picocli.CommandLine.Command;

/** {@code lucy dataset}: the samples that clones are built from and judged on. */
@Command(
    name = "dataset",
    description = "Make dataset files, and look at them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DatasetPushCommand.class, DatasetListCommand.class})
final class DatasetCommand {}
