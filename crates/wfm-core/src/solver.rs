//! The only file that names a solver: clarabel and, where the feature `highs` is on, HiGHS for what clarabel gives up.
//! HiGHS is the slower one here, and its interior points are refused more often; a second opinion is where it helps.
//!
//! Comes in: a linear program as plain numbers. Goes out: values and duals. A solver's word is no evidence: whoever asks
//! recomputes what matters from the values, and treats values below 1e-6 as nothing, because an interior point method
//! ends in the middle of a face.

use good_lp::solvers::clarabel::clarabel;
#[cfg(feature = "highs")]
use good_lp::solvers::highs::highs;
use good_lp::{
    DualValues, Expression, ProblemVariables, ResolutionError, Solution, SolutionWithDual, SolverModel,
    Variable, variable, variables,
};

use crate::error::{Error, Result};

/// Minimise `cost · x` over `lower ≤ x ≤ upper` and the rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct LinearProgram {
    columns: Vec<Bounded>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
struct Bounded {
    cost: f64,
    lower: f64,
    upper: f64,
}

#[derive(Debug, Clone)]
struct Row {
    terms: Vec<(usize, f64)>,
    sense: Sense,
    bound: f64,
}

/// How a row's sum compares with its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// At most the bound.
    AtMost,
    /// Exactly the bound.
    Equal,
}

/// Values of the columns and duals of the rows: what the objective gains per unit of the row's bound.
#[derive(Debug, Clone)]
pub(crate) struct LinearAnswer {
    pub(crate) values: Vec<f64>,
    pub(crate) duals: Vec<f64>,
    pub(crate) objective: f64,
}

impl LinearProgram {
    /// A new column of at least 0; its position.
    pub(crate) fn column(&mut self, cost: f64, upper: f64) -> usize {
        self.columns.push(Bounded { cost, lower: 0.0, upper });
        self.columns.len() - 1
    }

    /// A new column without cost that the rows alone hold within bounds: cheaper than one with bounds that say nothing new.
    pub(crate) fn defined_by_rows(&mut self) -> usize {
        self.columns.push(Bounded { cost: 0.0, lower: f64::NEG_INFINITY, upper: f64::INFINITY });
        self.columns.len() - 1
    }

    /// A new row; its position.
    pub(crate) fn row(&mut self, terms: Vec<(usize, f64)>, sense: Sense, bound: f64) -> usize {
        self.rows.push(Row { terms, sense, bound });
        self.rows.len() - 1
    }

    /// Entries of the matrix, as a measure of work.
    pub(crate) fn entries(&self) -> usize {
        self.rows.iter().map(|row| row.terms.len()).sum()
    }

    /// Solves by an interior point method, to a relative gap of `tolerance`.
    ///
    /// # Errors
    /// [`Error::Solver`] when the solver gave up or ran into its limit of iterations.
    pub(crate) fn solve(&self, tolerance: f64) -> Result<LinearAnswer> {
        // Solvers may panic where there is nothing to solve.
        if self.columns.is_empty() && self.rows.is_empty() {
            return Ok(LinearAnswer { values: Vec::new(), duals: Vec::new(), objective: 0.0 });
        }
        let answer = self.solve_by(|all, objective| {
            let mut model = all.minimise(objective).using(clarabel);
            model.settings().tol_gap_rel(tolerance).tol_gap_abs(1e-6).tol_feas(1e-7).max_iter(200);
            model
        });
        #[cfg(feature = "highs")]
        let answer = answer.or_else(|_| self.solve_by_highs());
        answer
    }

    /// By simplex, on one thread, so that the same program has the same answer.
    #[cfg(feature = "highs")]
    fn solve_by_highs(&self) -> Result<LinearAnswer> {
        self.solve_by(|all, objective| {
            let mut model = all.minimise(objective).using(highs);
            model.set_verbose(false);
            model.set_threads(1)
        })
    }

    /// Solves by the solver whose `model` is made of the columns and their cost.
    fn solve_by<M>(&self, model: impl FnOnce(ProblemVariables, Expression) -> M) -> Result<LinearAnswer>
    where
        M: SolverModel<Error = ResolutionError>,
        for<'a> M::Solution: SolutionWithDual<'a>,
    {
        let mut all = variables!();
        // Clarabel keeps a bound as a row, so only bounds that say something are passed on.
        let add = |column: &Bounded| all.add(variable().min(column.lower).max(column.upper));
        let columns: Vec<Variable> = self.columns.iter().map(add).collect();
        let costs = columns.iter().zip(&self.columns).filter(|(_, column)| column.cost != 0.0);
        let objective: Expression = costs.map(|(variable, column)| *variable * column.cost).sum();
        let mut model = model(all, objective);
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                let mut sum = Expression::with_capacity(row.terms.len());
                row.terms.iter().for_each(|(column, factor)| sum.add_mul(*factor, columns[*column]));
                model.add_constraint(match row.sense {
                    Sense::AtMost => sum.leq(row.bound),
                    Sense::Equal => sum.eq(row.bound),
                })
            })
            .collect();
        let mut answer = model.solve().map_err(|error| Error::Solver(error.to_string()))?;
        let values: Vec<f64> = columns.iter().map(|column| answer.value(*column)).collect();
        let duals = answer.compute_dual();
        let duals: Vec<f64> = rows.into_iter().map(|row| duals.dual(row)).collect();
        if !values.iter().chain(&duals).all(|value| value.is_finite()) {
            return Err(Error::Solver("the answer is not a number".to_owned()));
        }
        let objective = values.iter().zip(&self.columns).map(|(value, column)| value * column.cost).sum();
        Ok(LinearAnswer { values, duals, objective })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// min 2a + 3b, a + b = 4, a ≤ 1 as a row: a = 1, b = 3, 11; one more in the sum costs 3, one more for a saves 1.
    #[test]
    fn duals_say_what_a_row_is_worth() {
        let mut program = LinearProgram::default();
        let (a, b) = (program.column(2.0, 10.0), program.column(3.0, 10.0));
        let sum = program.row(vec![(a, 1.0), (b, 1.0)], Sense::Equal, 4.0);
        let cap = program.row(vec![(a, 1.0)], Sense::AtMost, 1.0);
        let answer = program.solve(1e-6).unwrap();
        assert!((answer.objective - 11.0).abs() < 1e-5);
        assert!((answer.values[a] - 1.0).abs() < 1e-5);
        assert!((answer.duals[sum] - 3.0).abs() < 1e-5);
        assert!((answer.duals[cap] + 1.0).abs() < 1e-5);
        let dual_objective = answer.duals[sum] * 4.0 + answer.duals[cap];
        assert!((dual_objective - answer.objective).abs() < 1e-5);
    }

    #[cfg(feature = "highs")]
    #[test]
    fn a_second_opinion_agrees() {
        let mut program = LinearProgram::default();
        let columns = [2.0, 3.0, 5.0].map(|cost| program.column(cost, 4.0));
        program.row(columns.into_iter().zip([1.0, 1.0, 1.0]).collect(), Sense::Equal, 9.0);
        program.row(vec![(columns[0], 1.0), (columns[1], -1.0)], Sense::AtMost, -1.0);
        let (first, second) = (program.solve(1e-8).unwrap(), program.solve_by_highs().unwrap());
        assert!((first.objective - second.objective).abs() < 1e-5);
        for (first, second) in first.duals.iter().zip(&second.duals) {
            assert!((first - second).abs() < 1e-4, "{first} {second}");
        }
    }

    #[test]
    fn a_program_of_nothing_costs_nothing() {
        let answer = LinearProgram::default().solve(1e-6).unwrap();
        assert_eq!((answer.values.len(), answer.duals.len(), answer.objective), (0, 0, 0.0));
    }

    #[test]
    fn an_impossible_program_is_an_error() {
        let mut program = LinearProgram::default();
        let a = program.column(1.0, 1.0);
        program.row(vec![(a, 1.0)], Sense::Equal, 2.0);
        assert!(matches!(program.solve(1e-6), Err(Error::Solver(_))));
    }
}
