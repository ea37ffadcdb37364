//! What a report is made of: the nouns of the plan and a few plain numbers about the search.

use chrono::NaiveDate;
use wfm_core::forecasting::Backtest;
use wfm_core::model::{
    Agent, Availability, Calendar, Centre, Coverage, Forecast, Performance, QueueId, Requirement, Roster,
    Warning,
};

use crate::outlook::Outlook;

/// Everything the page shows. What is missing is left out of the page.
#[derive(Debug, Clone)]
pub(crate) struct ReportInput<'a> {
    /// The centre, for names, language, targets and definitions.
    pub(crate) centre: &'a Centre,
    /// Days that are not ordinary.
    pub(crate) calendar: &'a Calendar,
    /// People, in file order.
    pub(crate) agents: &'a [Agent],
    /// Leave and the like, to mark days on the roster; may be empty.
    pub(crate) availability: &'a [Availability],
    /// First local day of the page.
    pub(crate) first: NaiveDate,
    /// Number of days.
    pub(crate) days: u32,
    /// One per queue; empty when nothing was forecast.
    pub(crate) forecasts: &'a [Forecast],
    /// What the models said below imported forecasts and changes by hand; may be empty.
    pub(crate) models: &'a [Forecast],
    /// How good such forecasts have been; queues with too little history to tell are left out.
    pub(crate) tested: &'a [Backtest],
    /// One per queue; empty when nothing was sized.
    pub(crate) requirements: &'a [Requirement],
    /// One per queue; empty without a roster.
    pub(crate) coverage: &'a [Coverage],
    /// What one agent more is worth, per queue of `coverage` and interval; may be empty.
    pub(crate) values: &'a [Vec<f64>],
    /// Who works when, if anybody was rostered.
    pub(crate) roster: Option<&'a Roster>,
    /// How the search for the roster ended.
    pub(crate) search: Option<Search>,
    /// Expected service by queue, over the week and by day, weighted by contacts.
    pub(crate) service: &'a [QueueService],
    /// What a simulation says of the roster, if it was played.
    pub(crate) outlook: Option<&'a Outlook>,
    /// Wishes granted and refused.
    pub(crate) wishes: Option<Wishes>,
    /// Cautions from every step.
    pub(crate) warnings: &'a [Warning],
    /// Where the page comes from.
    pub(crate) origin: Origin,
}

/// Expected service of a queue under the roster.
#[derive(Debug, Clone)]
pub(crate) struct QueueService {
    /// The queue.
    pub(crate) queue: QueueId,
    /// Over all days of the page.
    pub(crate) week: Performance,
    /// By local day; a day that is missing has no figures.
    pub(crate) days: Vec<(NaiveDate, Performance)>,
}

/// How the search for a roster ended.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    /// Why it stopped.
    pub(crate) ending: Ending,
    /// Cost of the roster in the units of the centre's weights.
    pub(crate) objective: f64,
    /// No roster costs less; absent when none was proven.
    pub(crate) lower_bound: Option<f64>,
    /// What the cost is made of: a name, looked up as `cost_<name>` in the words, and the cost.
    pub(crate) parts: Vec<(String, f64)>,
}

/// Why a search stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing better exists.
    Optimal,
    /// As close to the bound as asked for.
    WithinGap,
    /// The search had tried all it knows.
    Finished,
    /// Time ran out.
    TimeLimit,
    /// Somebody stopped it.
    Cancelled,
}

/// How many wishes came true.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes {
    /// Granted.
    pub(crate) granted: u32,
    /// Refused.
    pub(crate) refused: u32,
}

/// Where a page comes from, so that it can be made again.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Version of the program.
    pub(crate) version: String,
    /// Seed of every random choice.
    pub(crate) seed: u64,
    /// Hash of the input.
    pub(crate) input_hash: String,
    /// What was read, in words: `history.csv to 22 November 2026`.
    pub(crate) sources: Vec<String>,
}
