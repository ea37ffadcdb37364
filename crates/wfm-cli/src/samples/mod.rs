//! Sample centres, made by a seeded generator.

use clap::ValueEnum;

/// A sample centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sample {
    /// An IT help desk: 14 agents, one queue
    HelpDesk,
    /// A bank: some 80 agents; voice, chat and e-mail; five contracts
    Bank,
    /// A Persian-language centre in Tehran: week from Saturday, local holidays
    Tehran,
}

/// The files of a sample: path inside the centre, content.
pub(crate) fn files(_sample: Sample) -> Vec<(String, String)> {
    Vec::new()
}
