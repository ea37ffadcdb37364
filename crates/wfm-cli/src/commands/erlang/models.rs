//! The columns of each model's table, and the row they are computed from.

use wfm_core::Error;
use wfm_core::erlang::{Counted, Load, Patience, a, b, c, k, x};

use super::inverse::Inverse;
use super::rows::Model;

/// The input of a row, as text.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) names: &'static [&'static str],
    pub(crate) cells: Vec<String>,
}

pub(super) type Answered = Result<Vec<Option<f64>>, Error>;

/// Input and result columns.
pub(super) fn columns(model: Model) -> (&'static [&'static str], &'static [&'static str]) {
    match model {
        Model::B => (&["load_erl", "n"], &["blocking", "ln_blocking"]),
        Model::C => (
            &["load_erl", "n", "aht_s", "target_s"],
            &[
                "stable",
                "p_wait",
                "service_level",
                "asa_s",
                "mean_wait_of_waiting_s",
                "occupancy",
                "mean_queue",
                "wait_p50_s",
                "wait_p80_s",
                "wait_p90_s",
                "wait_p95_s",
            ],
        ),
        Model::A => (
            &["load_erl", "n", "aht_s", "patience_s", "target_s"],
            &[
                "p_wait",
                "p_abandon",
                "p_abandon_given_wait",
                "mean_wait_all_s",
                "asa_served_s",
                "mean_wait_abandoned_s",
                "p_wait_gt_t",
                "sl_offered",
                "sl_excl_short_abandons",
                "sl_answered",
                "sl_wait_le_t",
                "occupancy",
                "mean_queue",
            ],
        ),
        Model::K => (
            &["load_erl", "n", "capacity", "aht_s", "patience_s", "target_s"],
            &[
                "p_block",
                "p_wait",
                "p_abandon",
                "sl_offered",
                "sl_answered",
                "asa_served_s",
                "mean_queue",
                "occupancy",
            ],
        ),
        Model::X => (
            &[
                "fresh_load_erl",
                "n",
                "capacity",
                "aht_s",
                "patience_s",
                "target_s",
                "redial_abandoned",
                "redial_blocked",
            ],
            &[
                "total_load_erl",
                "p_block",
                "p_abandon",
                "p_wait",
                "sl_offered",
                "sl_answered",
                "asa_served_s",
                "occupancy",
                "served_per_fresh_call",
            ],
        ),
        Model::Inverse => (
            &["kind", "load_erl", "aht_s", "patience_s", "target_time_s", "target_value", "aux"],
            &["answer_n", "answer_continuous", "value_at_answer", "value_at_answer_minus_1"],
        ),
    }
}

/// The result columns of one row, in order.
pub(super) fn answer(model: Model, row: &Row) -> Answered {
    match model {
        Model::B => erlang_b(row),
        Model::C => erlang_c(row),
        Model::A => erlang_a(row),
        Model::K => limited(row),
        Model::X => redialling(row),
        Model::Inverse => Inverse::of(row)?.answer(),
    }
}

fn erlang_b(row: &Row) -> Answered {
    let (erlangs, n) = (Load::of_erlangs(row.number("load_erl")?, 1.0)?.erlangs(), row.not_negative("n")?);
    Ok(vec![Some(b::blocking(erlangs, n)), Some(b::ln_blocking(erlangs, n))])
}

fn erlang_c(row: &Row) -> Answered {
    let (load, n, within) = (row.load("load_erl")?, row.not_negative("n")?, row.not_negative("target_s")?);
    let figures = c::figures(load, n);
    let mut answer = vec![
        f64::from(u8::from(figures.stable)),
        figures.wait_probability,
        c::service_level(load, n, within),
        figures.asa,
        figures.mean_wait_of_waiting,
        figures.occupancy,
        figures.queue_length,
    ];
    answer.extend([0.5, 0.8, 0.9, 0.95].map(|share| c::wait_percentile(load, n, share)));
    Ok(answer.into_iter().map(Some).collect())
}

fn erlang_a(row: &Row) -> Answered {
    let (load, n, within) = (row.load("load_erl")?, row.not_negative("n")?, row.not_negative("target_s")?);
    let patience = Patience::new(row.number("patience_s")?)?;
    let (figures, ends) = (a::figures(load, patience, n), a::ends(load, patience, n, within, within));
    let abandoned_of_waiting =
        (figures.wait_probability > 0.0).then(|| figures.abandonment / figures.wait_probability);
    Ok(vec![
        Some(figures.wait_probability),
        Some(figures.abandonment),
        abandoned_of_waiting,
        Some(figures.mean_wait),
        Some(figures.asa),
        figures.mean_wait_abandoned,
        Some(ends.answered_late + ends.abandoned_long),
        ends.service_level(Counted::Offered),
        ends.service_level(Counted::ExclShortAbandons),
        ends.service_level(Counted::Answered),
        ends.service_level(Counted::WaitLeT),
        Some(figures.occupancy),
        Some(figures.queue_length),
    ])
}

fn limited(row: &Row) -> Answered {
    let (load, patience, line) = (row.load("load_erl")?, row.patience()?, row.line()?);
    let within = row.not_negative("target_s")?;
    let (figures, ends) = (k::figures(load, patience, line), k::ends(load, patience, line, within, within));
    Ok(vec![
        Some(figures.blocking),
        Some(figures.wait_probability),
        Some(figures.abandonment),
        ends.service_level(Counted::Offered),
        ends.service_level(Counted::Answered),
        Some(figures.asa),
        Some(figures.queue_length),
        Some(figures.occupancy),
    ])
}

fn redialling(row: &Row) -> Answered {
    let (fresh, patience, line) = (row.load("fresh_load_erl")?, row.patience()?, row.line()?);
    let redials = x::Redials::new(row.number("redial_abandoned")?, row.number("redial_blocked")?)?;
    let within = row.not_negative("target_s")?;
    let total = x::total_load(fresh, patience, line, redials);
    let figures = x::figures(fresh, patience, line, redials);
    let ends = x::ends(fresh, patience, line, redials, within, within);
    Ok(vec![
        Some(total.map_or(f64::INFINITY, |load| load.erlangs())),
        Some(figures.blocking),
        Some(figures.abandonment),
        Some(figures.wait_probability),
        ends.service_level(Counted::Offered),
        ends.service_level(Counted::Answered),
        Some(figures.asa),
        Some(figures.occupancy),
        Some(x::served_per_fresh(fresh, patience, line, redials)),
    ])
}

impl Row {
    pub(super) fn text(&self, name: &str) -> &str {
        let index = self.names.iter().position(|column| *column == name);
        index.and_then(|index| self.cells.get(index)).map_or("", String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Result<f64, Error> {
        let text = self.text(name);
        let given = if text.is_empty() { "empty" } else { text };
        text.parse().map_err(|_| Error::invalid(name, given, "a number"))
    }

    pub(super) fn not_negative(&self, name: &str) -> Result<f64, Error> {
        let number = self.number(name)?;
        let good = number >= 0.0 && number.is_finite();
        if good { Ok(number) } else { Err(Error::invalid(name, number, "a number from 0")) }
    }

    pub(super) fn whole(&self, name: &str) -> Result<u32, Error> {
        let number = self.not_negative(name)?;
        let good = number.fract() == 0.0 && number <= f64::from(u32::MAX);
        if good { Ok(number as u32) } else { Err(Error::invalid(name, number, "a whole number")) }
    }

    pub(super) fn load(&self, name: &str) -> Result<Load, Error> {
        Load::of_erlangs(self.number(name)?, self.number("aht_s")?)
    }

    pub(super) fn patience(&self) -> Result<Option<Patience>, Error> {
        if self.text("patience_s").is_empty() {
            return Ok(None);
        }
        Patience::new(self.number("patience_s")?).map(Some)
    }

    fn line(&self) -> Result<k::Line, Error> {
        k::Line::new(self.whole("n")?, self.whole("capacity")?)
    }
}
