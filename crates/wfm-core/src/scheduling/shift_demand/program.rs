//! The linear program: fractions of shifts that cover best, new break places as long as they help.
//!
//! ```text
//! min  Σ pay_k x_k + Σ too few + too many
//! Σ_k a_kt x_k + too few − too many = r_t        per step                 dual λ_t
//! ```
//!
//! For any prices λ the numbers of shifts cost at least `Σ min over c (f_t(c) + λ_t c)` plus, for every shift that could
//! be worked, the least of `pay_k − worth_k(λ)` and 0; shifts beyond the sum of all requirements never help. The bound is
//! that sum in whole numbers; no solver's word is needed.

use std::collections::BTreeSet;
use std::ops::Range;

use super::layout::Layout;
use crate::error::Result;
use crate::solver::{LinearProgram, Sense};

/// Relative gap to which the program is solved, and to which it is where the solver gives up before: the bound is computed
/// from the prices whatever they are.
const EXACT: f64 = 1e-6;
const ROUGH: f64 = 1e-3;

/// Fractions of shifts, and what they prove.
pub(super) struct Relaxed {
    /// Shifts with their breaks and numbers.
    pub(super) shifts: Vec<(usize, Vec<u16>, f64)>,
    /// No numbers of shifts cost less, in money units.
    pub(super) bound: i64,
}

/// Rounds of new break places.
const ROUNDS: u32 = 25;
/// Rounds in which the charge of distinct shifts is spread anew.
const SPREADS: u32 = 8;

/// Solves the program, part by part where the parts do not touch. The bound holds without the charge of distinct shifts;
/// where there are breaks, the shifts come from solving a few times more with the charge spread over the use each distinct
/// shift had before.
///
/// # Errors
/// When the solver gives up.
pub(super) fn relax(layout: &Layout<'_>) -> Result<Relaxed> {
    let mut relaxed = solve_parts(layout, &vec![0; layout.kinds.len()])?;
    let bound = relaxed.bound;
    let spreads = if layout.charge > 0 && layout.any_breaks() { SPREADS } else { 0 };
    for _ in 0..spreads {
        let mut used = vec![0.0; layout.kinds.len()];
        relaxed.shifts.iter().for_each(|(shift, _, number)| used[layout.candidates[*shift].kind] += number);
        let spread = |used: &f64| (layout.charge as f64 / used.max(0.05)).round() as i64;
        relaxed = solve_parts(layout, &used.iter().map(spread).collect::<Vec<i64>>())?;
    }
    Ok(Relaxed { bound, ..relaxed })
}

fn solve_parts(layout: &Layout<'_>, surcharge: &[i64]) -> Result<Relaxed> {
    let mut all = Relaxed { shifts: Vec::new(), bound: 0 };
    for (steps, candidates) in parts(layout) {
        let part = Part { layout, steps, candidates, surcharge }.solve()?;
        all.bound += part.bound;
        all.shifts.extend(part.shifts);
    }
    Ok(all)
}

/// Stretches of steps over whose borders no shift runs, with their candidates.
fn parts(layout: &Layout<'_>) -> Vec<(Range<usize>, Vec<usize>)> {
    let all: Vec<usize> = (0..layout.candidates.len()).collect();
    if layout.cyclic {
        return vec![(0..layout.steps, all)];
    }
    let mut parts: Vec<(Range<usize>, Vec<usize>)> = vec![(0..0, Vec::new())];
    let mut reach = 0;
    for index in all {
        let candidate = &layout.candidates[index];
        let from = candidate.from.max(0);
        if from >= reach && reach > 0 {
            let border = (reach as usize).min(layout.steps);
            let last = parts.len() - 1;
            parts[last].0.end = border;
            parts.push((border..border, Vec::new()));
        }
        reach = reach.max(candidate.to);
        let last = parts.len() - 1;
        parts[last].1.push(index);
    }
    let last = parts.len() - 1;
    parts[last].0.end = layout.steps;
    parts
}

struct Part<'a> {
    layout: &'a Layout<'a>,
    steps: Range<usize>,
    candidates: Vec<usize>,
    /// Added to the pay of every distinct shift.
    surcharge: &'a [i64],
}

impl Part<'_> {
    fn pay(&self, shift: usize) -> i64 {
        let candidate = &self.layout.candidates[shift];
        candidate.pay + self.surcharge[candidate.kind]
    }

    fn solve(&self) -> Result<Relaxed> {
        let free = self.layout.sums(|_| 0);
        let mut known: BTreeSet<(usize, Vec<u16>)> = BTreeSet::new();
        let mut columns: Vec<(usize, Vec<u16>)> = Vec::new();
        for shift in &self.candidates {
            let column = (*shift, self.layout.breaks(&self.layout.candidates[*shift], &free));
            known.insert(column.clone());
            columns.push(column);
        }
        let mut best = i64::MIN;
        for round in 1.. {
            let (numbers, prices) = self.program(&columns)?;
            let (bound, news) = self.price(&prices);
            best = best.max(bound);
            let news: Vec<_> = news.into_iter().filter(|column| known.insert(column.clone())).collect();
            if news.is_empty() || round == ROUNDS {
                let shifts = columns.into_iter().zip(numbers).filter(|(_, number)| *number > 1e-6);
                let shifts = shifts.map(|((shift, breaks), number)| (shift, breaks, number)).collect();
                return Ok(Relaxed { shifts, bound: best });
            }
            columns.extend(news);
        }
        Ok(Relaxed { shifts: Vec::new(), bound: best })
    }

    /// Numbers of the columns, and the price of time per step.
    fn program(&self, columns: &[(usize, Vec<u16>)]) -> Result<(Vec<f64>, Vec<i64>)> {
        let layout = self.layout;
        let mut program = LinearProgram::default();
        let mut staff: Vec<Vec<(usize, f64)>> = vec![Vec::new(); layout.steps];
        for (shift, breaks) in columns {
            let number = program.column(self.pay(*shift) as f64 / layout.money, f64::INFINITY);
            for step in layout.on_queue(&layout.candidates[*shift], breaks) {
                staff[step].push((number, 1.0));
            }
        }
        let mut rows = Vec::new();
        for step in self.steps.clone() {
            let mut row = std::mem::take(&mut staff[step]);
            let curve = &layout.curves[step];
            for (pieces, sign) in curve.pieces().into_iter().zip([1.0, -1.0]) {
                // Without any price for it, cover may be as far from the requirement as it likes.
                let pieces = if pieces.is_empty() { vec![(None, 0)] } else { pieces };
                for (width, cost) in pieces.into_iter().filter(|(width, _)| *width != Some(0)) {
                    let width = width.map_or(f64::INFINITY, |width| width as f64);
                    row.push((program.column(cost as f64 / layout.money, width), sign));
                }
            }
            rows.push(program.row(row, Sense::Equal, curve.required() as f64));
        }
        let answer = program.solve(EXACT).or_else(|_| program.solve(ROUGH))?;
        let mut prices = vec![0; layout.steps];
        for (step, row) in self.steps.clone().zip(rows) {
            prices[step] = (answer.duals[row] * layout.money).round() as i64;
        }
        Ok((answer.values[..columns.len()].to_vec(), prices))
    }

    /// The bound that prices prove, and shifts that would help at them.
    fn price(&self, prices: &[i64]) -> (i64, Vec<(usize, Vec<u16>)>) {
        let layout = self.layout;
        let sums = layout.sums(|step| prices[step]);
        let mut bound = 0;
        let mut most = 0;
        for step in self.steps.clone() {
            bound += layout.curves[step].least(prices[step]).0;
            most += layout.curves[step].required();
        }
        let mut least = 0;
        let mut news = Vec::new();
        for shift in &self.candidates {
            let candidate = &layout.candidates[*shift];
            let reduced = self.pay(*shift) - layout.worth(candidate, &sums);
            least = least.min(reduced);
            if (reduced as f64) < -1e-6 * layout.money {
                news.push((*shift, layout.breaks(candidate, &sums)));
            }
        }
        (bound.saturating_add(least.saturating_mul(most)), news)
    }
}
