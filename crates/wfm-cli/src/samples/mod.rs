//! Sample centres, made by a seeded generator: invented people, invented customers, believable history.
//!
//! A sample is a function of its name and a seed: no clock, no files. `wfm init` writes it; `data/samples/` holds
//! what the default seed gives, and a test keeps the two equal. Numbers are drawn from one stream per queue and
//! purpose, so that changing one thing leaves the rest as it was.

mod days;
mod demand;
mod history;
mod stream;
mod help_desk;
mod bank;
mod tehran;
#[cfg(test)]
mod tests;

use clap::ValueEnum;

use history::Past;

/// The seed of what lies in `data/samples/`.
pub(crate) const SEED: u64 = 1;

/// A centre of our own making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sample {
    /// An IT help desk: 14 agents, one queue
    HelpDesk,
    /// A bank: 82 agents; voice, chat and e-mail; five contracts; a bank holiday
    Bank,
    /// A Persian-language centre in Tehran: the week starts on Saturday, Friday is the weekend
    Tehran,
}

#[cfg(test)]
impl Sample {
    /// All samples, the starter first.
    pub(crate) const ALL: [Sample; 3] = [Sample::HelpDesk, Sample::Bank, Sample::Tehran];

    /// The name by which `wfm init --sample` knows it, and its folder in `data/samples/`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Sample::HelpDesk => "help-desk",
            Sample::Bank => "bank",
            Sample::Tehran => "tehran",
        }
    }

    /// First day of the week to plan: the day after the history ends.
    pub(crate) fn week(self) -> chrono::NaiveDate {
        self.past().first + chrono::Duration::weeks(i64::from(history::WEEKS))
    }
}

impl Sample {
    fn past(self) -> Past {
        match self {
            Sample::HelpDesk => help_desk::past(),
            Sample::Bank => bank::past(),
            Sample::Tehran => tehran::past(),
        }
    }
}

/// The files of a sample: path inside the centre and content, ready to be written.
pub(crate) fn files(sample: Sample, seed: u64) -> Vec<(String, String)> {
    let past = sample.past();
    let (centre, agents, availability) = match sample {
        Sample::HelpDesk => {
            (help_desk::CENTRE, help_desk::AGENTS.to_owned(), help_desk::AVAILABILITY.to_owned())
        }
        Sample::Bank => (bank::CENTRE, bank::agents_csv(), bank::availability_csv(seed)),
        Sample::Tehran => (tehran::CENTRE, tehran::AGENTS.to_owned(), tehran::AVAILABILITY.to_owned()),
    };
    let scenarios = (sample == Sample::Bank).then(|| ("scenarios.toml", bank::SCENARIOS.to_owned()));
    [
        ("centre.toml", centre.to_owned()),
        ("history.csv", history::history_csv(&past, seed)),
        ("calendar.csv", days::calendar_csv(&past.special)),
        ("agents.csv", agents),
        ("availability.csv", availability),
    ]
    .into_iter()
    .chain(scenarios)
    .map(|(path, content)| (path.to_owned(), content))
    .collect()
}

/// A CSV table; the cells of the samples hold no commas, quotes or line ends, which a test sees to.
fn table(header: &str, rows: impl Iterator<Item = String>) -> String {
    let mut text = format!("{header}\n");
    for row in rows {
        text.push_str(&row);
        text.push('\n');
    }
    text
}
