//! What a typed question means: which model, what is given, what is asked.

use anyhow::{Context, bail};
use wfm_core::erlang::{Answer, Counted, Ends, Goal, Load, Patience, a, b, c, k, x};
use wfm_core::model::ServiceLevelDefinition as Definition;

use super::Asked;
use super::answer::{Reply, Service};
use super::values::Level;

/// The queue, with everything that chooses its formula.
#[derive(Debug, Clone, Copy)]
pub(super) enum Model {
    /// Erlang B
    Blocking,
    /// Erlang C
    Waiting,
    /// Erlang A
    Abandoning(Patience),
    /// M/M/n/K
    Limited(Option<Patience>),
    /// Erlang X
    Redialling(Option<Patience>, x::Redials),
}

/// One question, checked.
#[derive(Debug)]
pub(super) struct Question {
    model: Model,
    load: Option<Load>,
    aht: f64,
    interval: f64,
    agents: Option<f64>,
    trunks: Option<u32>,
    goals: Vec<Goal>,
    names: Vec<&'static str>,
    level: Option<(Level, Counted, Definition)>,
    blocking: Option<f64>,
    shrinkage: Option<f64>,
}

impl Question {
    /// # Errors
    ///
    /// When something is missing or outside its range.
    pub(super) fn of(asked: &Asked) -> anyhow::Result<Question> {
        let patience = asked.patience.map(|patience| Patience::new(patience.0)).transpose()?;
        let model = model(asked, patience)?;
        let aht = match asked.aht {
            Some(aht) => aht.0,
            None if matches!(model, Model::Blocking) && asked.calls.is_none() => 1.0,
            None => bail!("--aht is missing: how long a contact is handled on average, in seconds"),
        };
        let load = load(asked, aht)?;
        if asked.agents.is_some_and(|agents| !(agents >= 0.0 && agents <= f64::from(u32::MAX))) {
            bail!("--agents must be a number from 0");
        }
        if asked.shrinkage.is_some_and(|share| !(0.0..1.0).contains(&share.0)) {
            bail!("--shrinkage must be from 0 to below 1: at 100 % nobody is left");
        }
        let counted = counted(asked);
        let (names, goals) = goals(asked, counted)?.into_iter().unzip();
        Ok(Question {
            model,
            load,
            aht,
            interval: asked.interval.0,
            agents: asked.agents,
            trunks: asked.trunks,
            goals,
            names,
            level: asked.sl.map(|level| (level, counted, asked.definition)),
            blocking: asked.blocking.map(|share| share.0),
            shrinkage: asked.shrinkage.map(|share| share.0),
        })
    }

    /// # Errors
    ///
    /// When the question cannot be answered by its model.
    pub(super) fn answer(&self) -> anyhow::Result<Reply> {
        match (self.load, self.agents) {
            (None, _) => self.largest_load(),
            (Some(load), _) if matches!(self.model, Model::Blocking) => self.by_erlang_b(load),
            (Some(load), Some(agents)) => self.with_agents(load, agents),
            (Some(load), None) => self.fewest_agents(load),
        }
    }

    fn by_erlang_b(&self, load: Load) -> anyhow::Result<Reply> {
        let mut reply = self.reply(load);
        let trunks = match (self.trunks, self.blocking) {
            (Some(trunks), _) => trunks,
            (None, Some(share)) => {
                reply.continuous = Some(b::trunks_continuous(load.erlangs(), share)?);
                b::trunks(load.erlangs(), share)?
            }
            (None, None) => bail!("--trunks or --blocking is missing"),
        };
        let blocking = b::blocking(load.erlangs(), f64::from(trunks));
        reply.trunks = Some(trunks);
        reply.blocking = Some(blocking);
        if self.trunks.is_some() && self.blocking.is_some_and(|most| blocking > most * (1.0 + 1e-12)) {
            reply.missed = vec!["blocking"];
        }
        Ok(reply)
    }

    fn fewest_agents(&self, load: Load) -> anyhow::Result<Reply> {
        if self.goals.is_empty() {
            bail!(
                "give --agents to see how it goes, or a target such as --sl 80/20 to see how many are needed"
            );
        }
        let goals = &self.goals;
        let (found, continuous) = match (self.model, self.trunks) {
            (Model::Abandoning(patience), _) => {
                (Some(a::agents(load, patience, goals)), Some(a::agents_continuous(load, patience, goals)))
            }
            (Model::Limited(patience), Some(trunks)) => (k::agents(load, patience, trunks, goals), None),
            (Model::Redialling(patience, redials), Some(trunks)) => {
                (x::agents(load, patience, trunks, redials, goals), None)
            }
            _ => (Some(c::agents(load, goals)), Some(c::agents_continuous(load, goals))),
        };
        let Some(Answer { agents, binding }) = found else {
            // The nearest there is: an agent on every trunk.
            let mut reply = self.with_agents(load, f64::from(self.trunks.unwrap_or_default()))?;
            reply.lacking = Some("agents");
            return Ok(reply);
        };
        let mut reply = self.with_agents(load, f64::from(agents))?;
        reply.missed.clear();
        reply.continuous = continuous;
        reply.binding = binding.map(|index| self.names[index]);
        Ok(reply)
    }

    fn with_agents(&self, load: Load, agents: f64) -> anyhow::Result<Reply> {
        let mut reply = self.reply(load);
        reply.agents = Some(agents);
        reply.scheduled = self.shrinkage.map(|share| agents / (1.0 - share));
        let (within, short) = self.times();
        let (figures, ends) = match self.model {
            Model::Abandoning(patience) => {
                (a::figures(load, patience, agents), a::ends(load, patience, agents, within, short))
            }
            Model::Limited(patience) => {
                let Some(line) = self.line(load, patience, agents)? else {
                    reply.lacking = Some("trunks");
                    return Ok(reply);
                };
                reply.trunks = Some(line.capacity());
                (k::figures(load, patience, line), k::ends(load, patience, line, within, short))
            }
            Model::Redialling(patience, redials) => {
                let line = self.given_line(agents)?;
                reply.trunks = Some(line.capacity());
                reply.total_erlangs =
                    Some(x::total_load(load, patience, line, redials).map_or(f64::INFINITY, |l| l.erlangs()));
                reply.served = Some(x::served_per_fresh(load, patience, line, redials));
                (
                    x::figures(load, patience, line, redials),
                    x::ends(load, patience, line, redials, within, short),
                )
            }
            Model::Waiting | Model::Blocking => (c::figures(load, agents), c::ends(load, agents, within)),
        };
        let goals = self.names.iter().zip(&self.goals);
        let missed = goals.filter(|(_, goal)| !goal.is_met_by(&figures, &ends));
        reply.missed = missed.map(|(name, _)| *name).collect();
        reply.judge(figures, self.service(&ends), self.goals.len());
        Ok(reply)
    }

    /// The line as given, or the fewest trunks that keep blocking low enough; none where no number does.
    fn line(&self, load: Load, patience: Option<Patience>, agents: f64) -> anyhow::Result<Option<k::Line>> {
        let agents = whole(agents)?;
        let fewest = || k::capacity(load, patience, agents, &self.goals);
        let Some(trunks) = self.trunks.or_else(fewest) else { return Ok(None) };
        Ok(Some(k::Line::new(agents, trunks)?))
    }

    fn given_line(&self, agents: f64) -> anyhow::Result<k::Line> {
        let trunks = self.trunks.context("--trunks is missing")?;
        Ok(k::Line::new(whole(agents)?, trunks)?)
    }

    fn largest_load(&self) -> anyhow::Result<Reply> {
        let shape = Load::of_erlangs(0.0, self.aht)?;
        if let (Model::Blocking, Some(trunks), Some(share)) = (self.model, self.trunks, self.blocking) {
            return self.by_erlang_b(Load::of_erlangs(b::largest_load(f64::from(trunks), share)?, self.aht)?);
        }
        let (Some(agents), false) = (self.agents, self.goals.is_empty()) else {
            bail!("--calls or --erlangs is missing; to ask how many calls, give --agents and a target");
        };
        let erlangs = match self.model {
            Model::Abandoning(patience) => a::largest_load(shape, patience, whole(agents)?, &self.goals),
            Model::Waiting => c::largest_load(shape, whole(agents)?, &self.goals),
            Model::Limited(patience) => {
                k::largest_load(shape, patience, self.given_line(agents)?, &self.goals)
            }
            Model::Redialling(patience, redials) => {
                x::largest_load(shape, patience, self.given_line(agents)?, redials, &self.goals)
            }
            Model::Blocking => bail!("to ask how many calls, give --trunks and --blocking"),
        };
        let mut reply = self.with_agents(Load::of_erlangs(erlangs, self.aht)?, agents)?;
        reply.missed.clear();
        reply.is_largest_load = true;
        Ok(reply)
    }

    fn reply(&self, load: Load) -> Reply {
        Reply::new(self.model, load, load.rate() * self.interval, self.interval, !self.goals.is_empty())
    }

    /// Threshold of the service level and limit of a short hang-up; 0 where none was asked.
    fn times(&self) -> (f64, f64) {
        self.level.map_or((0.0, 0.0), |(level, counted, _)| (level.within, counted.short(level.within)))
    }

    fn service(&self, ends: &Ends) -> Option<Service> {
        let (level, counted, definition) = self.level?;
        let share = ends.service_level(counted);
        Some(Service { share, within: level.within, definition, target: level.share })
    }
}

fn model(asked: &Asked, patience: Option<Patience>) -> anyhow::Result<Model> {
    let waits = asked.sl.is_some() || asked.asa.is_some() || asked.max_waiting.is_some();
    let pure_b = !waits && patience.is_none() && asked.agents.is_none() && asked.redial.is_none();
    if let Some(redial) = asked.redial {
        return Ok(Model::Redialling(patience, x::Redials::new(redial.abandoned, redial.blocked)?));
    }
    Ok(match (asked.trunks, asked.blocking, patience) {
        (Some(_), _, _) | (_, Some(_), _) if pure_b => Model::Blocking,
        (Some(_), _, _) | (_, Some(_), _) => Model::Limited(patience),
        (None, None, Some(patience)) => Model::Abandoning(patience),
        (None, None, None) => Model::Waiting,
    })
}

fn load(asked: &Asked, aht: f64) -> anyhow::Result<Option<Load>> {
    Ok(match (asked.calls, asked.erlangs) {
        (Some(calls), _) => Some(Load::new(calls, aht, asked.interval.0)?),
        (None, Some(erlangs)) => Some(Load::of_erlangs(erlangs, aht)?),
        (None, None) => None,
    })
}

fn counted(asked: &Asked) -> Counted {
    let short = asked.short_abandon.0;
    match asked.definition {
        Definition::Offered => Counted::Offered,
        Definition::ExclShortAbandons => Counted::ExclShortAbandons,
        Definition::Answered => Counted::Answered,
        Definition::WaitLeT => Counted::WaitLeT,
        Definition::ShortAbandonsGood => Counted::ShortAbandonsGood(short),
        Definition::ShortAbandonsRemoved => Counted::ShortAbandonsRemoved(short),
    }
}

fn goals(asked: &Asked, counted: Counted) -> anyhow::Result<Vec<(&'static str, Goal)>> {
    let mut goals = Vec::new();
    if let Some(share) = asked.max_occupancy {
        goals.push(("occupancy", Goal::occupancy(share.0)?));
    }
    if let Some(level) = asked.sl {
        goals.push(("service_level", Goal::service_level_counted(level.share, level.within, counted)?));
    }
    if let Some(seconds) = asked.asa {
        goals.push(("asa", Goal::asa(seconds.0)?));
    }
    if let Some(share) = asked.max_abandonment {
        goals.push(("abandonment", Goal::abandonment(share.0)?));
    }
    if let Some(share) = asked.max_waiting {
        goals.push(("waiting", Goal::wait_probability(share.0)?));
    }
    if let Some(share) = asked.blocking {
        goals.push(("blocking", Goal::blocking(share.0)?));
    }
    Ok(goals)
}

fn whole(agents: f64) -> anyhow::Result<u32> {
    if agents.fract() != 0.0 {
        bail!("--agents must be a whole number here");
    }
    Ok(agents as u32)
}
