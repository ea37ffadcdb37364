//! Enough people, but not too many: paid time that reaches the queues against what the queues need.
//!
//! Rough on purpose: the need is Erlang C on the load that stays after hang-ups (7 % fewer), chat and e-mail as plain
//! workload; the staff are the fewest paid hours of every contract less leave, rests and fixed activities.

use chrono::Datelike;

use super::super::days::calendar;
use super::super::demand::{Demand, Service};
use super::*;

/// Share of paid time that paid rests take.
fn rests(centre: &toml::Table) -> f64 {
    let shares = list(centre, "shift").into_iter().map(|shift| {
        let breaks: Vec<&toml::Value> = shift["breaks"].as_array().unwrap().iter().collect();
        let minutes = |paid: bool| -> i64 {
            let kind = breaks.iter().filter(|b| b["paid"].as_bool() == Some(paid));
            kind.map(|b| b["minutes"].as_integer().unwrap()).sum()
        };
        let length = texts(&shift["length"])[0].split_once(':').unwrap();
        let length: i64 = length.0.parse::<i64>().unwrap() * 60 + length.1.parse::<i64>().unwrap();
        minutes(true) as f64 / (length - minutes(false)) as f64
    });
    shares.clone().sum::<f64>() / shares.count() as f64
}

fn shrinkage(centre: &toml::Table) -> f64 {
    let table = centre["shrinkage"].as_table().unwrap();
    1.0 - (1.0 - number(&table["planned"])) * (1.0 - number(&table["unplanned"]))
}

/// Hours that reach the queues in the planned week.
fn staff(sample: Sample) -> f64 {
    let centre = centre(sample);
    let entries = availability(sample);
    let week: Vec<NaiveDate> = sample.week().iter_days().take(7).collect();
    let mut hours = 0.0;
    for agent in records(sample, "agents.csv") {
        let contract =
            list(&centre, "contract").into_iter().find(|c| c["id"].as_str() == Some(&agent["contract"]));
        let contract = contract.unwrap();
        let credit = contract.get("leave_day_hours").map_or(0.0, number);
        let own = entries.iter().filter(|entry| entry.agent == agent["agent"]);
        let leave =
            own.flat_map(|e| week.iter().filter(|d| e.kind == "leave" && e.on(**d).is_some())).count();
        let paid = (numbers(&contract["hours_per_week"])[0] - leave as f64 * credit).max(0.0);
        hours += paid * (1.0 - rests(&centre));
    }
    let fixed =
        entries.iter().filter(|e| ["meeting", "training", "coaching", "fixed"].contains(&e.kind.as_str()));
    let fixed = fixed.flat_map(|e| week.iter().filter_map(|day| e.on(*day)));
    let fixed: f64 = fixed.map(|(from, to)| (to - from) as f64 / 60.0).sum();
    (hours - fixed) * (1.0 - shrinkage(&centre))
}

fn erlang_c(load: f64, agents: f64) -> f64 {
    let steps = 1..=agents as u32;
    let blocking = steps.fold(1.0, |b, k| load * b / (f64::from(k) + load * b));
    blocking / (1.0 - load / agents * (1.0 - blocking))
}

fn agents(queue: &toml::Table, demand: &Demand, load: f64, aht: f64) -> f64 {
    let occupancy = queue.get("max_occupancy").map_or(1.0, number);
    let fewest = queue.get("minimum_agents").map_or(0.0, number);
    if let Service::Deferred { .. } = demand.service {
        return (load / occupancy).max(fewest);
    }
    if let Some(speeds) = queue.get("chat_speed").map(numbers) {
        let rate = speeds.len() as f64 * speeds[speeds.len() - 1];
        return (load / rate / occupancy).ceil().max(fewest);
    }
    let (share, within) = (number(&queue["service_level"]), number(&queue["within_seconds"]));
    let load = if queue.contains_key("patience_seconds") { 0.93 * load } else { load };
    let mut agents = (load / occupancy).ceil().max(load.floor() + 1.0).max(fewest);
    while 1.0 - erlang_c(load, agents) * (-(agents - load) * within / aht).exp() < share {
        agents += 1.0;
    }
    agents
}

/// Agent hours each queue needs in the planned week.
fn need(sample: Sample) -> Vec<(&'static str, f64)> {
    let (centre, past) = (centre(sample), sample.past());
    let days = calendar(&past.special);
    let step = past.interval_minutes;
    let week = |(queue, demand): (&toml::Table, &Demand)| {
        let open = demand.calendar(&days);
        let mut hours = 0.0;
        for date in sample.week().iter_days().take(7) {
            let contacts =
                demand.day(&open, &past.special, date, f64::from(date.weekday().number_from_monday()) / 7.0);
            for minute in open.open_minutes(date).into_iter().flat_map(|span| span.step_by(step as usize)) {
                let aht = demand.aht_at(minute, step);
                let load =
                    contacts * demand.share(&open, date, minute, step) * aht / (60.0 * f64::from(step));
                hours += agents(queue, demand, load, aht) * f64::from(step) / 60.0;
            }
        }
        (demand.queue, hours)
    };
    list(&centre, "queue").into_iter().zip(&past.queues).map(week).collect()
}

/// Few enough for some intervals to be short, many enough for others to be long.
#[test]
fn the_staff_just_about_cover_the_planned_week() {
    let mut ratios = Vec::new();
    for sample in Sample::ALL {
        let (staff, need) = (staff(sample), need(sample));
        let total: f64 = need.iter().map(|(_, hours)| hours).sum();
        println!(
            "{}: {staff:.0} h of staff for {total:.0} h: {:.3} {need:.0?}",
            sample.name(),
            staff / total
        );
        ratios.push(staff / total);
    }
    assert!(ratios.iter().all(|ratio| (0.95..=1.05).contains(ratio)), "{ratios:?}");
}
