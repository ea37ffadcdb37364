//! `[roster]`: what a roster costs.

use super::super::codes;
use super::super::names::suggestion;
use super::queue::opening;
use super::section::Section;
use crate::model::{
    Attendance, CostBand, OpeningHours, OpeningRule, Queue, RosterWeights, TimeRange, WeekdaySet,
};

pub(super) fn weights(section: &Section, queues: &[Queue]) -> RosterWeights {
    let usual = RosterWeights::default();
    let weights = RosterWeights {
        understaffing: bands(section, "understaffing").unwrap_or(usual.understaffing),
        overstaffing: bands(section, "overstaffing").unwrap_or(usual.overstaffing),
        paid_hour_above_minimum: weight(section, "paid_hour_above_minimum", usual.paid_hour_above_minimum),
        start_deviation_hour: weight(section, "start_deviation_hour", usual.start_deviation_hour),
        start_deviation_cap: section.positive("start_deviation_cap"),
        wished_day_off: weight(section, "wished_day_off", usual.wished_day_off),
        wished_work: weight(section, "wished_work", usual.wished_work),
        changed_shift: weight(section, "changed_shift", usual.changed_shift),
        unplaced_activity_hour: weight(section, "unplaced_activity_hour", usual.unplaced_activity_hour),
        fairness: weight(section, "fairness", usual.fairness),
        attendance: attendance(section, queues),
        time_limit_seconds: weight(section, "time_limit_seconds", usual.time_limit_seconds),
        gap: section.share("gap", 0.0, false).unwrap_or(usual.gap),
        seed: section.whole("seed", 0, u32::MAX).map_or(usual.seed, u64::from),
    };
    section.finish();
    weights
}

fn weight(section: &Section, key: &str, usual: f64) -> f64 {
    section.positive(key).unwrap_or(usual)
}

/// `[[roster.attendance]]`: people who should be at work together.
fn attendance(section: &Section, queues: &[Queue]) -> Vec<Attendance> {
    let rules = section.named_tables("attendance");
    rules.into_iter().map(|(id, part)| attendance_rule(id, &part, queues)).collect()
}

fn attendance_rule(id: String, part: &Section, queues: &[Queue]) -> Attendance {
    let ids: Vec<&str> = queues.iter().map(|queue| queue.id.as_str()).collect();
    let queue = part.text("queue");
    if let Some(name) = queue.as_deref().filter(|name| !ids.contains(name)) {
        let remedy = suggestion(name, ids.iter().copied(), "name a queue of this file");
        let (what, expected) = (format!("there is no queue {name:?}"), format!("one of {}", ids.join(", ")));
        part.problem(codes::KEY_UNKNOWN_NAME, "queue", what, expected, remedy);
    }
    let together = part.flag("together");
    let all_day = OpeningRule { days: WeekdaySet::ALL, hours: TimeRange::ALL_DAY };
    let rule = Attendance {
        id,
        agents: part.texts("agents").unwrap_or_default().into_iter().map(Into::into).collect(),
        team: part.text("team"),
        site: part.text("site"),
        queue: queue.map(Into::into),
        open: opening(part).unwrap_or(OpeningHours { rules: vec![all_day] }),
        at_least: part.whole("at_least", 0, 1_000_000).unwrap_or(0),
        at_most: part.whole("at_most", 0, 1_000_000),
        together: together.unwrap_or(false),
        cost: weight(part, "cost", 50.0),
    };
    let says_nothing = together == Some(false) || !part.is_there("together");
    if !part.is_there("at_least") && !part.is_there("at_most") && says_nothing {
        let expected = "fewest people at work together, here, or most as at_most, or together = true";
        part.missing("at_least", expected);
    }
    if part.is_there("agents") && rule.agents.len() < if rule.together { 2 } else { 1 } {
        let what = format!("agents names {}", rule.agents.len());
        let expected = "whom it is about, at least two for together";
        part.problem(codes::KEY_RANGE, "agents", what, expected, "name them all, or leave agents out");
    }
    if rule.at_most.is_some_and(|most| most < rule.at_least) {
        let what = format!("at_least is {} and at_most less", rule.at_least);
        part.problem(
            codes::KEY_MIN_MAX,
            "at_most",
            what,
            "at_most not below at_least",
            "swap the two numbers",
        );
    }
    part.finish();
    rule
}

/// Bands reach further and cost more one after the other; the last is open-ended.
fn bands(section: &Section, key: &str) -> Option<Vec<CostBand>> {
    let parts = section.tables(key)?;
    let bands: Vec<CostBand> = parts
        .into_iter()
        .map(|part| {
            let band = CostBand {
                up_to_share: part.positive("up_to_share"),
                cost: part.positive("cost").unwrap_or(0.0),
            };
            if !part.is_there("cost") {
                part.problem(
                    codes::KEY_MISSING,
                    "cost",
                    "cost is missing",
                    "a cost, 0 or more",
                    "add cost = …",
                );
            }
            part.finish();
            band
        })
        .collect();
    let refuse = |what: &str, remedy: &str| {
        let expected = "bands that reach further and do not cost less, the last without up_to_share";
        section.problem(codes::BANDS_FALL, key, format!("{key}: {what}"), expected, remedy);
    };
    if bands.windows(2).any(|pair| pair[1].cost < pair[0].cost) {
        refuse("the cost falls from band to band", "sort the bands by cost");
    }
    let reach = |band: &CostBand| band.up_to_share.unwrap_or(f64::INFINITY);
    if bands.windows(2).any(|pair| reach(&pair[1]) <= reach(&pair[0])) {
        refuse("a band does not reach further than the one before", "sort the bands by up_to_share");
    }
    if bands.last().is_none_or(|band| band.up_to_share.is_some()) {
        refuse("the last band must be open-ended", "remove up_to_share from the last band");
    }
    Some(bands)
}
