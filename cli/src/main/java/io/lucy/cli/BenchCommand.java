package io.lucy.cli;

import picocli.CommandLine.Command;

/** {@code lucy bench}: the commands behind every figure. */
@Command(
    name = "bench",
    description =
        "Measure: clones beside their rivals, gradients beside PyTorch, services under load.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchCloneCommand.class, BenchGradientCommand.class, BenchServicesCommand.class})
final class BenchCommand {}
