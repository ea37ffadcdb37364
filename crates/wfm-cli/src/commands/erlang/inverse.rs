//! `wfm erlang table inverse`: the fewest that are enough, by kind of question.

use wfm_core::Error;
use wfm_core::erlang::{Counted, Goal, Load, Patience, a, b, c, k};

use super::models::{Answered, Row};

/// A question "how few are enough" of one kind.
pub(super) struct Inverse {
    kind: String,
    load: Load,
    patience: Option<Patience>,
    within: f64,
    target: f64,
    goals: Vec<Goal>,
    agents: u32,
}

/// The kinds of questions an inverse table may ask.
const KINDS: &str =
    "b_blocking, c_sl, c_asa, c_pwait, c_sl_occ, a_sl_offered, a_sl_excl, a_abandon, a_asa or k_trunks";

impl Inverse {
    pub(super) fn of(row: &Row) -> Result<Inverse, Error> {
        let (kind, target) = (row.text("kind").to_owned(), row.number("target_value")?);
        let is_level = kind.contains("_sl");
        let within = if is_level { row.not_negative("target_time_s")? } else { 0.0 };
        let mut goals = vec![match kind.as_str() {
            "b_blocking" | "k_trunks" => Goal::blocking(target)?,
            "c_sl" | "c_sl_occ" | "a_sl_offered" => Goal::service_level(target, within)?,
            "a_sl_excl" => Goal::service_level_counted(target, within, Counted::ExclShortAbandons)?,
            "c_asa" | "a_asa" => Goal::asa(target)?,
            "c_pwait" => Goal::wait_probability(target)?,
            "a_abandon" => Goal::abandonment(target)?,
            _ => return Err(Error::invalid("kind", &kind, KINDS)),
        }];
        if kind == "c_sl_occ" {
            goals.push(Goal::occupancy(row.number("aux")?)?);
        }
        let patience = if kind.starts_with("a_") { row.patience()? } else { None };
        if kind.starts_with("a_") && patience.is_none() {
            return Err(Error::invalid("patience_s", "empty", "a positive number"));
        }
        let agents = if kind == "k_trunks" { row.whole("aux")? } else { 0 };
        Ok(Inverse { load: row.load("load_erl")?, kind, patience, within, target, goals, agents })
    }

    pub(super) fn answer(&self) -> Answered {
        let (fewest, continuous) = self.fewest()?;
        let Some(n) = fewest else { return Ok(vec![None; 4]) };
        let least = if self.kind == "k_trunks" { self.agents } else { 1 };
        let before = if n > least { self.value(n - 1)? } else { None };
        Ok(vec![Some(f64::from(n)), continuous, self.value(n)?, before])
    }

    fn fewest(&self) -> Result<(Option<u32>, Option<f64>), Error> {
        let (load, goals) = (self.load, &self.goals);
        Ok(match (self.kind.as_str(), self.patience) {
            ("b_blocking", _) => {
                let n = b::trunks(load.erlangs(), self.target)?;
                (Some(n), Some(b::trunks_continuous(load.erlangs(), self.target)?))
            }
            ("k_trunks", _) => (k::capacity(load, None, self.agents, goals), None),
            (_, Some(patience)) => (
                Some(a::agents(load, patience, goals).agents),
                Some(a::agents_continuous(load, patience, goals)),
            ),
            (_, None) => (Some(c::agents(load, goals).agents), Some(c::agents_continuous(load, goals))),
        })
    }

    /// The figure the target is about, at `n`.
    fn value(&self, n: u32) -> Result<Option<f64>, Error> {
        let real = f64::from(n);
        let (figures, ends) = match (self.kind.as_str(), self.patience) {
            ("b_blocking", _) => return Ok(Some(b::blocking(self.load.erlangs(), real))),
            ("k_trunks", _) => {
                let line = k::Line::new(self.agents, n)?;
                return Ok(Some(k::figures(self.load, None, line).blocking));
            }
            (_, Some(patience)) => (
                a::figures(self.load, patience, real),
                a::ends(self.load, patience, real, self.within, self.within),
            ),
            (_, None) => (c::figures(self.load, real), c::ends(self.load, real, self.within)),
        };
        Ok(match self.kind.as_str() {
            "c_asa" | "a_asa" => Some(figures.asa),
            "c_pwait" => Some(figures.wait_probability),
            "a_abandon" => Some(figures.abandonment),
            "a_sl_excl" => ends.service_level(Counted::ExclShortAbandons),
            _ => ends.service_level(Counted::Offered),
        })
    }
}
