//! `--multi-skill`: how many agents of which skills, by simulation, beside queue-by-queue sizing.

use std::io::Write;

use anyhow::bail;
use serde_json::{Value, json};
use wfm_core::control::{Control, Progress};
use wfm_core::io::{Files, Inputs};
use wfm_core::model::operation::{Group, Serving};
use wfm_core::model::{Forecast, Grid, Requirement};
use wfm_core::multi_skill::{self, GroupRequirement, Options, Pool, TrainingValue};
use wfm_core::simulation::{Metric, Service};
use wfm_core::staffing;

use crate::output::{Format, Table, Terminal, rounded};

/// What is asked beside the requirement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// Whether to say what each further skill is worth.
    pub(super) training: bool,
    /// Seed of every random number.
    pub(super) seed: u64,
}

/// The answers of all pools, and what nobody shares.
pub(super) struct BySkill<'a> {
    inputs: &'a Inputs,
    answers: Vec<Answered>,
    /// Requirements of queues that share no agents.
    alone: Vec<&'a Requirement>,
}

/// A pool and what was found.
struct Answered {
    pool: Pool,
    found: GroupRequirement,
    training: Vec<Trained>,
}

/// A group, what it would learn, and the worth of it.
struct Trained {
    group: usize,
    call_type: usize,
    value: TrainingValue,
}

impl<'a> BySkill<'a> {
    /// Sizes every pool of queues that share agents.
    ///
    /// # Errors
    /// When there are no agents or no queues share any; when a part does not fit.
    pub(super) fn of(
        inputs: &'a Inputs,
        forecasts: &[Forecast],
        requirements: &'a [Requirement],
        wish: &Wish,
        terminal: &Terminal,
    ) -> anyhow::Result<BySkill<'a>> {
        if inputs.agents.is_empty() {
            bail!("--multi-skill needs agents.csv: the skills of the agents say which queues share them");
        }
        let pools = multi_skill::pools(&inputs.centre, &inputs.agents, forecasts, requirements)?;
        if pools.is_empty() {
            bail!(
                "no agent serves two queues at once, so that each queue has agents of its own: wfm staff without --multi-skill \
                 says how many (who both talks and chats does one of them at a time)"
            );
        }
        let is_alone =
            |requirement: &&Requirement| !pools.iter().any(|pool| pool.queues.contains(&requirement.queue));
        let alone = requirements.iter().filter(is_alone).collect();
        let answers =
            pools.into_iter().map(|pool| answered(pool, wish, terminal)).collect::<anyhow::Result<_>>()?;
        Ok(BySkill { inputs, answers, alone })
    }

    /// Adds `skill_groups.csv`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn add_file(&self, files: &mut Files) -> anyhow::Result<()> {
        let mut text = Vec::new();
        self.intervals().print(Format::Csv, &mut text)?;
        files.add("skill_groups.csv", |file| file.write_all(&text))?;
        Ok(())
    }

    /// Prints the groups, the service and what training is worth.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub(super) fn print(
        &self,
        format: Format,
        terminal: &Terminal,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        match format {
            Format::Csv => self.groups().print(format, out)?,
            Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&self.json())?)?,
            Format::Table => {
                self.groups().print(format, out)?;
                writeln!(out)?;
                self.service().print(format, out)?;
                if let Some(training) = self.training() {
                    writeln!(out)?;
                    training.print(format, out)?;
                }
                self.answers.iter().for_each(|answer| answer.say(terminal));
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let bounds = self.answers.iter().map(|answer| {
            let hours = answer.hours();
            json!({
                "pool": answer.name(), "queue_by_queue_hours": hours.separate, "multi_skill_hours": hours.found,
                "fully_pooled_hours": hours.pooled, "stretches_broken": answer.found.broken.len(),
                "staffings_tried": answer.found.trials, "replications": answer.found.played.replications.len(),
            })
        });
        json!({
            "pools": bounds.collect::<Vec<_>>(),
            "groups": self.groups().objects(),
            "service": self.service().objects(),
            "training": self.training().map(|table| table.objects()),
        })
    }

    /// Agents per group and interval; queues that share nobody are a group each.
    fn intervals(&self) -> Table {
        let mut table = Table::new(["interval_start", "group", "agents", "scheduled"]);
        let mut rows = |grid: &Grid, group: &str, agents: &dyn Fn(usize) -> (f64, f64)| {
            for interval in 0..grid.len() {
                let (agents, scheduled) = agents(interval);
                if agents > 0.0 {
                    let start = grid.local(interval).to_rfc3339();
                    table.row([json!(start), json!(group), rounded(agents, 4), rounded(scheduled, 4)]);
                }
            }
        };
        for answer in &self.answers {
            for (group, agents) in answer.pool.operation.groups.iter().zip(&answer.found.agents) {
                let shrinkage = self.inputs.centre.shrinkage_of(self.first_queue(&answer.pool, group));
                let of = |interval: usize| {
                    let agents = f64::from(agents[interval]);
                    (agents, staffing::scheduled(agents, shrinkage))
                };
                rows(&answer.pool.grid, &name(group), &of);
            }
        }
        for requirement in &self.alone {
            let of = |interval: usize| (requirement.agents[interval], requirement.scheduled[interval]);
            rows(&requirement.grid, requirement.queue.as_str(), &of);
        }
        table
    }

    fn first_queue(&self, pool: &Pool, group: &Group) -> &'a wfm_core::model::Queue {
        let queues = &self.inputs.centre.queues;
        let first = group.serves.first().and_then(|serving| pool.queues.get(serving.call_type));
        first.and_then(|id| queues.iter().find(|queue| queue.id == *id)).unwrap_or(&queues[0])
    }

    /// Hours of every group by day.
    fn groups(&self) -> Table {
        let columns = [
            "queues",
            "group",
            "date",
            "weekday",
            "agent_hours",
            "scheduled_hours",
            "most_agents",
            "most_at_once",
        ];
        let mut table = Table::new(columns);
        for answer in &self.answers {
            let hours = answer.pool.grid.step_seconds() / 3600.0;
            let groups =
                answer.pool.operation.groups.iter().zip(&answer.found.agents).zip(&answer.pool.terms);
            for ((group, agents), terms) in groups {
                let shrinkage = self.inputs.centre.shrinkage_of(self.first_queue(&answer.pool, group));
                for day in answer.pool.grid.days() {
                    let agents = &agents[day.intervals];
                    let agent_hours = hours * f64::from(agents.iter().sum::<u32>());
                    if agent_hours == 0.0 {
                        continue;
                    }
                    table.row([
                        json!(answer.name()),
                        json!(name(group)),
                        json!(day.date),
                        json!(day.date.format("%a").to_string()),
                        rounded(agent_hours, 2),
                        rounded(staffing::scheduled(agent_hours, shrinkage), 2),
                        json!(agents.iter().max()),
                        json!(terms.most),
                    ]);
                }
            }
        }
        table
    }

    /// What the groups give each queue, with calls that the search has not seen.
    fn service(&self) -> Table {
        let columns = [
            "queue",
            "promised",
            "within_seconds",
            "service_level",
            "ci95_half_width",
            "asa_seconds",
            "abandonment",
        ];
        let mut table = Table::new(columns);
        for answer in &self.answers {
            for (index, queue) in answer.pool.queues.iter().enumerate() {
                let Some((promise, service)) = answer.service(index) else { continue };
                let level = service.service_level;
                table.row([
                    json!(queue.as_str()),
                    rounded(promise.share, 4),
                    rounded(promise.within, 1),
                    json!(level.map(|level| rounded(level.mean, 4))),
                    json!(level.map(|level| rounded(level.half_width, 4))),
                    json!(service.asa.map(|asa| rounded(asa, 1))),
                    json!(service.abandonment.map(|share| rounded(share, 4))),
                ]);
            }
        }
        table
    }

    /// What further skills are worth, the most valuable first.
    fn training(&self) -> Option<Table> {
        let columns =
            ["group", "learns", "hours_trained", "hours_saved", "saved_per_hour_trained", "service_gained"];
        let mut rows: Vec<(f64, [Value; 6])> = Vec::new();
        for answer in &self.answers {
            let hours = answer.pool.grid.step_seconds() / 3600.0;
            for trained in &answer.training {
                let value = &trained.value;
                let (spent, saved) = (hours * f64::from(value.trained), hours * f64::from(value.saved));
                let learned = answer.pool.queues[trained.call_type].as_str();
                let gain = value.gains[trained.call_type];
                rows.push((
                    saved / spent.max(f64::MIN_POSITIVE),
                    [
                        json!(name(&answer.pool.operation.groups[trained.group])),
                        json!(learned),
                        rounded(spent, 2),
                        rounded(saved, 2),
                        rounded(saved / spent.max(f64::MIN_POSITIVE), 3),
                        json!(gain.map(|gain| rounded(gain.mean, 4))),
                    ],
                ));
            }
        }
        if rows.is_empty() {
            return None;
        }
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut table = Table::new(columns);
        rows.into_iter().for_each(|(_, row)| table.row(row));
        Some(table)
    }
}

/// Agent hours of a pool.
struct Hours {
    separate: Value,
    found: Value,
    pooled: Value,
}

impl Answered {
    fn name(&self) -> String {
        let queues: Vec<&str> = self.pool.queues.iter().map(|queue| queue.as_str()).collect();
        queues.join("|")
    }

    fn hours(&self) -> Hours {
        let hours = self.pool.grid.step_seconds() / 3600.0;
        let of = |agents: &[f64]| rounded(hours * agents.iter().sum::<f64>(), 2);
        let (pooled, separate) = self.pool.bounds();
        let found: Vec<f64> = self.found.total().into_iter().map(f64::from).collect();
        Hours { separate: of(separate), found: of(&found), pooled: json!(pooled.map(of)) }
    }

    fn service(&self, call_type: usize) -> Option<(wfm_core::model::ServiceLevelTarget, Service)> {
        let promise = self.pool.promises[call_type].target.service_level?;
        let played = &self.found.played;
        Some((promise, played.service(call_type, 0..played.intervals, &promise)))
    }

    /// The bounds in a sentence, and what could not be kept.
    fn say(&self, terminal: &Terminal) {
        let hours = self.hours();
        let pooled = match &hours.pooled {
            Value::Null => "their promises have no mean, so that there is no bound below".to_owned(),
            pooled => format!("{pooled} if everybody served all of them (by formula)"),
        };
        terminal.say(format!(
            "{}: {} agent hours queue by queue, {} with shared agents counted once, {pooled}",
            self.name(),
            hours.separate,
            hours.found,
        ));
        let broken = self.found.broken.len();
        if broken > 0 {
            let (call_type, stretch) = &self.found.broken[0];
            let name = &self.pool.operation.call_types[*call_type].name;
            let start = self.pool.grid.local(stretch.start).format("%a %Y-%m-%d %H:%M");
            terminal.warn(format!(
                "{broken} promises are not kept, the first of {name} on {start}: nobody else was to be had, or the search ended"
            ));
        }
        if self.found.played.of_all(Metric::ServiceLevelOffered).is_none() {
            terminal.warn("no call was played");
        }
    }
}

fn answered(pool: Pool, wish: &Wish, terminal: &Terminal) -> anyhow::Result<Answered> {
    let options = Options { seed: wish.seed, ..Options::default() };
    let bar = terminal.progress("trying staffings");
    let report = |progress: &Progress| {
        bar.set_position((100 * progress.done / progress.planned.max(1)).min(100));
        bar.set_message(format!("{} tried", progress.done));
    };
    let control = Control::new(&|| None, &report);
    let found = multi_skill::group_requirement(&pool.task(), &options, &control)?;
    let mut training = Vec::new();
    if wish.training {
        for (group, call_type) in untrained(&pool, &found) {
            let learns = Serving { call_rank: 1, ..Serving::first_choice(call_type) };
            let value = multi_skill::training(&pool.task(), &found, group, learns, &options, &control)?;
            training.push(Trained { group, call_type, value });
        }
    }
    bar.finish_and_clear();
    Ok(Answered { pool, found, training })
}

/// Groups with anybody in them, and queues of the pool that they cannot serve yet.
fn untrained(pool: &Pool, found: &GroupRequirement) -> Vec<(usize, usize)> {
    let groups = pool.operation.groups.iter().enumerate();
    let there = groups.filter(|(index, _)| found.agents[*index].iter().any(|agents| *agents > 0));
    let queues = 0..pool.queues.len();
    there
        .flat_map(|(index, group)| {
            let serves = |call_type: usize| group.serves.iter().any(|serving| serving.call_type == call_type);
            queues.clone().filter(move |queue| !serves(*queue)).map(move |queue| (index, queue))
        })
        .collect()
}

/// The skills of a group, as `agents.csv` writes them.
fn name(group: &Group) -> String {
    group.name.trim_start_matches("agents of ").to_owned()
}
