//! An explanation as one table and as JSON.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use wfm_core::rostering::{self, Remedy, Shortage};

use super::answers::Answers;
use super::blocks;
use crate::output::{Table, changes, rounded};

impl Answers<'_> {
    /// Everything in one table, a row per answer.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new([
            "about",
            "queue",
            "agent",
            "from",
            "to",
            "short",
            "extra_cost",
            "coverage",
            "own",
            "what",
        ]);
        let zone = self.standing.inputs.centre.zone;
        let priced = |remedy: &Remedy| {
            [
                rounded(remedy.price.total(), 6),
                rounded(remedy.price.coverage, 6),
                rounded(remedy.price.own, 6),
            ]
        };
        let nothing = [Value::Null, Value::Null, Value::Null];
        let mut row = |head: [Value; 6], prices: [Value; 3], what: String| {
            table.push(head.into_iter().chain(prices).chain([json!(what)]).collect());
        };
        for shortage in &self.explanation.shortages {
            let head = |agent: &str| {
                let (from, to) = (self.time(shortage.from), self.time(shortage.to));
                [json!("short"), json!(shortage.queue), json!(agent), from, to, rounded(shortage.short, 6)]
            };
            for remedy in &shortage.remedies {
                row(head(remedy.agent.as_str()), priced(remedy), changes::in_words(&remedy.changes, zone));
            }
            for obstacle in &shortage.obstacles {
                for agent in &obstacle.agents {
                    row(head(agent.as_str()), nothing.clone(), obstacle.reason.clone());
                }
            }
        }
        for wish in &self.explanation.wishes {
            let day = json!(wish.date);
            let head =
                [json!(wish.kind.name()), Value::Null, json!(wish.agent), day.clone(), day, Value::Null];
            match &wish.answer {
                rostering::Answer::Possible(remedy) => {
                    row(head, priced(remedy), changes::in_words(&remedy.changes, zone));
                }
                rostering::Answer::Forbidden(reason) => row(head, nothing.clone(), reason.clone()),
            }
        }
        for value in &self.explanation.shifts {
            let queues: Vec<&str> = value.queues.iter().map(|queue| queue.as_str()).collect();
            let (from, to) = (self.time(value.start), self.time(value.end));
            let head = [json!("one_more"), json!(queues.join("|")), Value::Null, from, to, Value::Null];
            row(
                head,
                [rounded(-value.saves, 6), rounded(-value.saves, 6), json!(0)],
                value.shift.to_string(),
            );
        }
        table
    }

    /// Everything, with the prices of time per queue.
    pub(super) fn json(&self) -> Value {
        let shortage = |shortage: &Shortage| {
            json!({
                "queue": shortage.queue,
                "from": self.time(shortage.from),
                "to": self.time(shortage.to),
                "at": self.time(shortage.at),
                "short": rounded(shortage.short, 6),
                "there": shortage.there,
                "not_asked": shortage.not_asked,
                "remedies": shortage.remedies.iter().map(|remedy| self.remedy_json(remedy)).collect::<Vec<_>>(),
                "obstacles": shortage.obstacles.iter()
                    .map(|o| json!({"agents": o.agents, "reason": o.reason})).collect::<Vec<_>>(),
            })
        };
        let wish = |wish: &rostering::RefusedWish| {
            let (remedy, reason) = match &wish.answer {
                rostering::Answer::Possible(remedy) => (self.remedy_json(remedy), Value::Null),
                rostering::Answer::Forbidden(reason) => (Value::Null, json!(reason)),
            };
            json!({"agent": wish.agent, "date": wish.date, "wish": wish.kind.name(), "remedy": remedy,
                "forbidden": reason})
        };
        let shift = |value: &rostering::ShiftValue| {
            json!({"shift": value.shift, "date": value.date, "start": self.time(value.start),
                "end": self.time(value.end), "queues": value.queues, "saves": rounded(value.saves, 6)})
        };
        let zone = self.standing.inputs.centre.zone;
        json!({
            "cost": self.judged.map(|judged| judged.json()),
            "shortages": self.explanation.shortages.iter().map(shortage).collect::<Vec<_>>(),
            "wishes": self.explanation.wishes.iter().map(wish).collect::<Vec<_>>(),
            "intervals": self.judged.map(|judged| blocks::json(&self.standing.requirements, &judged.bound.prices, zone)),
            "one_more_agent": self.explanation.shifts.iter().map(shift).collect::<Vec<_>>(),
        })
    }

    fn remedy_json(&self, remedy: &Remedy) -> Value {
        let zone = self.standing.inputs.centre.zone;
        let dearer =
            remedy.dearer.iter().map(|(at, cost)| json!({"at": self.time(*at), "cost": rounded(*cost, 6)}));
        let shifts = remedy.changes.iter().map(|change| {
            let shift = |shift: &Option<wfm_core::model::Assignment>| {
                shift
                    .as_ref()
                    .map(|s| json!({"shift": s.shift, "start": self.time(s.start), "end": self.time(s.end)}))
            };
            json!({"date": change.date, "before": shift(&change.before), "after": shift(&change.after)})
        });
        json!({
            "agent": remedy.agent,
            "extra_cost": rounded(remedy.price.total(), 6),
            "coverage": rounded(remedy.price.coverage, 6),
            "own": rounded(remedy.price.own, 6),
            "what": changes::in_words(&remedy.changes, zone),
            "changes": shifts.collect::<Vec<_>>(),
            "dearer": dearer.collect::<Vec<_>>(),
        })
    }

    fn time(&self, instant: DateTime<Utc>) -> Value {
        json!(instant.with_timezone(&self.standing.inputs.centre.zone).to_rfc3339())
    }
}
