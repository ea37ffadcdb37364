//! An explanation for people, as one table and as JSON.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::json;
use wfm_core::rostering::{self, Explanation, Obstacle, Remedy, Shortage};

use super::blocks;
use super::gap::Judged;
use crate::output::{Format, Table, changes, headline, rounded};
use crate::standing::Standing;

/// Remedies shown per shortage when nothing in particular was asked.
const CHEAPEST: usize = 1;
/// Shifts shown for which one more agent would be worth most.
const DEAREST_SHIFTS: usize = 10;

/// An explanation and what it is about.
pub(super) struct Answers<'a> {
    pub(super) standing: &'a Standing,
    pub(super) explanation: &'a Explanation,
    pub(super) judged: Option<&'a Judged>,
}

impl Answers<'_> {
    /// Prints everything for people; `all` remedies and obstacles, or the cheapest only.
    ///
    /// # Errors
    /// Those of `out`.
    pub(super) fn print(&self, all: bool, out: &mut dyn Write) -> io::Result<()> {
        for (title, text) in self.judged.iter().flat_map(|judged| judged.lines()) {
            writeln!(out, "{}", headline::line(title, text))?;
        }
        self.print_shortages(all, out)?;
        self.print_wishes(out)?;
        self.print_shifts(out)?;
        let Some(judged) = self.judged else { return Ok(()) };
        let zone = self.standing.inputs.centre.zone;
        blocks::print(&self.standing.requirements, &judged.bound.prices, zone, out)
    }

    fn print_shortages(&self, all: bool, out: &mut dyn Write) -> io::Result<()> {
        if self.explanation.shortages.is_empty() {
            return writeln!(out, "{}", headline::line("Short", "nowhere"));
        }
        for shortage in &self.explanation.shortages {
            writeln!(out)?;
            writeln!(out, "{}", self.title(shortage))?;
            let shown = if all { shortage.remedies.len() } else { CHEAPEST };
            for remedy in shortage.remedies.iter().take(shown) {
                writeln!(out, "  {}", self.remedy(remedy))?;
            }
            if shortage.remedies.is_empty() && shortage.not_asked == 0 {
                writeln!(out, "  nobody else can come")?;
            }
            for obstacle in &shortage.obstacles {
                writeln!(out, "  {}", in_words(obstacle, all))?;
            }
            if shortage.not_asked > 0 {
                let not_asked = shortage.not_asked;
                writeln!(out, "  {not_asked} further agents were not asked; --interval asks more of them")?;
            }
        }
        Ok(())
    }

    fn title(&self, shortage: &Shortage) -> String {
        let zone = self.standing.inputs.centre.zone;
        let to = shortage.to.with_timezone(&zone).format("%H:%M");
        let when = format!("{}–{to}", changes::moment(shortage.from, zone));
        let others = shortage.remedies.len();
        match shortage.short > 0.0 {
            true => format!(
                "{} {when} is short by {} at {}: {} there, {others} could come, {} cannot",
                shortage.queue,
                rounded(shortage.short, 2),
                shortage.at.with_timezone(&zone).format("%H:%M"),
                shortage.there,
                cannot(shortage),
            ),
            false => format!(
                "{} {when} is not short: {} there, {} more than required",
                shortage.queue,
                shortage.there,
                rounded(-shortage.short, 2),
            ),
        }
    }

    fn remedy(&self, remedy: &Remedy) -> String {
        let zone = self.standing.inputs.centre.zone;
        let total = remedy.price.total();
        let price = match total {
            total if total.abs() < 0.05 => "costs nothing".to_owned(),
            total if total < 0.0 => format!("saves {}", rounded(-total, 1)),
            total => format!("costs {} more", rounded(total, 1)),
        };
        let (coverage, own) = (rounded(remedy.price.coverage, 1), rounded(remedy.price.own, 1));
        let parts = format!("coverage {coverage}, own {own}");
        let dearer = remedy
            .dearer
            .first()
            .map(|(at, cost)| format!("; dearest at {}, {}", changes::moment(*at, zone), rounded(*cost, 1)));
        let changes = changes::in_words(&remedy.changes, zone);
        format!("{} {price} ({parts}{}): {changes}", remedy.agent, dearer.unwrap_or_default())
    }

    fn print_wishes(&self, out: &mut dyn Write) -> io::Result<()> {
        for wish in &self.explanation.wishes {
            writeln!(out)?;
            let day = changes::dates().short(wish.date);
            let wished = match wish.kind {
                wfm_core::model::AvailabilityKind::WishWork => "wished to work on",
                _ => "wished off",
            };
            writeln!(out, "{} {wished} {day} and was refused", wish.agent)?;
            match &wish.answer {
                rostering::Answer::Possible(remedy) => {
                    writeln!(out, "  granting it: {}", self.remedy(remedy))?
                }
                rostering::Answer::Forbidden(reason) => writeln!(out, "  it cannot be granted: {reason}")?,
            }
        }
        Ok(())
    }

    fn print_shifts(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.explanation.shifts.is_empty() {
            return Ok(());
        }
        let mut shifts: Vec<_> = self.explanation.shifts.iter().collect();
        shifts.sort_by(|a, b| b.saves.total_cmp(&a.saves));
        writeln!(out, "\nOne more agent would save most in these shifts, pay not counted:")?;
        let zone = self.standing.inputs.centre.zone;
        let clock = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%H:%M").to_string();
        let mut table = Table::new(["shift", "date", "start", "end", "queues", "saves"]);
        for value in shifts.into_iter().take(DEAREST_SHIFTS) {
            let queues: Vec<&str> = value.queues.iter().map(|queue| queue.as_str()).collect();
            table.row([
                json!(value.shift),
                json!(changes::dates().short(value.date)),
                json!(clock(value.start)),
                json!(clock(value.end)),
                json!(queues.join("|")),
                rounded(value.saves, 1),
            ]);
        }
        table.print(Format::Table, out)
    }
}

fn cannot(shortage: &Shortage) -> usize {
    shortage.obstacles.iter().map(|obstacle| obstacle.agents.len()).sum()
}

/// Who cannot, by name when all are asked for, and why.
fn in_words(obstacle: &Obstacle, all: bool) -> String {
    let names: Vec<&str> = obstacle.agents.iter().map(|agent| agent.as_str()).collect();
    let who = match names.as_slice() {
        [one] => (*one).to_owned(),
        several if all || several.len() <= 3 => several.join(", "),
        several => format!("{} agents", several.len()),
    };
    format!("{who} cannot: {}", obstacle.reason)
}
