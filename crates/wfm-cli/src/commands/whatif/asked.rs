//! The questions of a file, answered.

use anyhow::anyhow;
use wfm_core::control::Control;
use wfm_core::model::{Questions, Scenario};
use wfm_core::scenario::{self, Bar, Base, Figure, Options, Outcome};

use super::rosters::Rostered;
use crate::output::Terminal;

/// The name of the base in every output.
pub(super) const BASE: &str = "base";

/// Everything asked, with its answer: the base first.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) answers: Vec<Answered>,
    /// What the tornado ranks by.
    pub(super) figure: Figure,
    /// The tornado, widest first; none where nothing is varied one at a time.
    pub(super) bars: Vec<Bar>,
}

/// A scenario with its answer.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) kind: Kind,
    pub(super) scenario: Scenario,
    pub(super) outcome: Outcome,
    /// Its roster, where one was asked for.
    pub(super) roster: Option<Rostered>,
}

/// Where a scenario comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Base,
    Named,
    Grid,
    Sensitivity,
}

impl Kind {
    /// The name in files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Base => "base",
            Kind::Named => "scenario",
            Kind::Grid => "grid",
            Kind::Sensitivity => "sensitivity",
        }
    }
}

impl Asked {
    /// Answers all questions.
    ///
    /// # Errors
    /// For all scenarios at once, when some cannot be answered.
    pub(super) fn of(
        base: &Base,
        questions: &Questions,
        figure: Figure,
        terminal: &Terminal,
    ) -> anyhow::Result<Asked> {
        let scenarios = scenarios(questions)?;
        let only: Vec<Scenario> = scenarios.iter().map(|(_, scenario)| scenario.clone()).collect();
        let bar = terminal.progress("scenarios");
        let report = |progress: &wfm_core::control::Progress| {
            bar.set_position(100 * progress.done / progress.planned.max(1));
        };
        let control = Control::new(&|| None, &report);
        let outcomes = scenario::outcomes(base, &only, &Options::default(), &control)?;
        bar.finish_and_clear();
        let answers = answered(scenarios, outcomes)?;
        let varied: Vec<Outcome> = answers
            .iter()
            .filter(|answer| answer.kind == Kind::Sensitivity)
            .map(|answer| answer.outcome.clone())
            .collect();
        let bars = scenario::tornado(&answers[0].outcome, &questions.sensitivity, &varied, figure);
        Ok(Asked { answers, figure, bars })
    }

    /// The base.
    pub(super) fn base(&self) -> &Outcome {
        &self.answers[0].outcome
    }

    /// Those to be compared side by side: all but what is varied for the tornado alone.
    pub(super) fn compared(&self) -> Vec<&Outcome> {
        let side_by_side = self.answers.iter().filter(|answer| answer.kind != Kind::Sensitivity);
        side_by_side.map(|answer| &answer.outcome).collect()
    }
}

fn scenarios(questions: &Questions) -> anyhow::Result<Vec<(Kind, Scenario)>> {
    let mut scenarios = vec![(Kind::Base, Scenario::new(BASE, Vec::new()))];
    scenarios.extend(questions.scenarios.iter().map(|scenario| (Kind::Named, scenario.clone())));
    for grid in &questions.grids {
        scenarios.extend(scenario::grid(grid)?.into_iter().map(|scenario| (Kind::Grid, scenario)));
    }
    let steps = questions.sensitivity.iter().flat_map(|axis| &axis.steps);
    scenarios.extend(steps.map(|step| (Kind::Sensitivity, step.clone())));
    Ok(scenarios)
}

fn answered(
    scenarios: Vec<(Kind, Scenario)>,
    outcomes: Vec<wfm_core::Result<Outcome>>,
) -> anyhow::Result<Vec<Answered>> {
    let (mut answers, mut errors) = (Vec::new(), Vec::new());
    for ((kind, scenario), outcome) in scenarios.into_iter().zip(outcomes) {
        match outcome {
            Ok(outcome) => answers.push(Answered { kind, scenario, outcome, roster: None }),
            Err(error) => errors.push(error.to_string()),
        }
    }
    if errors.is_empty() { Ok(answers) } else { Err(anyhow!(errors.join("\n"))) }
}
