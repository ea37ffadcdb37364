use super::*;
use crate::model::{Channel, Grid};

fn demand(offered: &[f64], aht: f64) -> Demand {
    let start = "2026-11-23T08:00:00Z".parse().unwrap();
    Demand {
        grid: Grid::new(start, 60, offered.len(), chrono_tz::UTC).unwrap(),
        open: offered.iter().map(|contacts| *contacts >= 0.0).collect(),
        offered: offered.iter().map(|contacts| contacts.max(0.0)).collect(),
        aht: vec![aht; offered.len()],
        erlangs: offered.iter().map(|contacts| contacts.max(0.0) * aht / 3600.0).collect(),
    }
}

fn desk(share: f64, within_hours: f64) -> Desk {
    let mut queue = Queue::new("claims", Channel::Email);
    queue.target.response = Some(ResponseTarget { share, within_hours });
    queue.target.max_occupancy = Some(1.0);
    Desk::of(&queue).unwrap()
}

/// The least level by its definition: the densest window, work that comes in it and is due in it per hour.
fn densest_window(offered: &[f64], slack: usize, repeats: usize) -> f64 {
    let work: Vec<f64> = offered.iter().copied().cycle().take(offered.len() * repeats).collect();
    let mut densest: f64 = 0.0;
    for from in 0..work.len() {
        for to in from + slack..=work.len() {
            let inside: f64 = work[from..=to - slack].iter().sum();
            densest = densest.max(inside / (to - from) as f64);
        }
    }
    densest
}

const DAY: [f64; 10] = [40.0, 90.0, 20.0, 10.0, 0.0, 5.0, 60.0, 30.0, 10.0, 2.0];

#[test]
fn the_peak_is_the_densest_window_of_work_that_must_be_done_in_it() {
    for slack in [1, 2, 3, 5] {
        let agents = desk(1.0, slack as f64).agents(&demand(&DAY, 3600.0));
        let peak = agents.iter().copied().fold(0.0, f64::max);
        // Over many days the mean is the least level that any window allows.
        let densest = densest_window(&DAY, slack, 7).max(26.7);
        assert!((peak - densest).abs() < 1e-9, "{slack} hours: {agents:?}");
    }
}

#[test]
fn all_work_of_the_stretch_is_done_whatever_the_slack() {
    for within in [1.0, 2.0, 4.0, 8.0, 30.0, 100.0] {
        let total: f64 = desk(0.9, within).agents(&demand(&DAY, 3600.0)).iter().sum();
        assert!((total - DAY.iter().sum::<f64>()).abs() < 1e-6, "{within} hours: {total}");
    }
}

#[test]
fn what_must_be_done_at_once_follows_the_arrivals() {
    let agents = desk(1.0, 1.0).agents(&demand(&DAY, 1800.0));
    for (agents, contacts) in agents.iter().zip(DAY) {
        assert!((agents - contacts / 2.0).abs() < 1e-9);
    }
}

#[test]
fn a_week_of_slack_makes_the_work_even() {
    let agents = desk(1.0, 50.0).agents(&demand(&DAY, 3600.0));
    assert!(agents.iter().all(|agents| (agents - 26.7).abs() < 1e-9), "{agents:?}");
}

#[test]
fn the_night_does_not_count() {
    let mut with_night = DAY.to_vec();
    with_night.splice(5..5, [-1.0; 14]);
    let by_day = desk(1.0, 3.0).agents(&demand(&DAY, 3600.0));
    let mut agents = desk(1.0, 3.0).agents(&demand(&with_night, 3600.0));
    assert!(agents.drain(5..19).all(|agents| agents == 0.0));
    assert_eq!(agents, by_day);
}

#[test]
fn the_agents_required_keep_the_promise_and_fewer_do_not() {
    let demand = demand(&DAY, 3600.0);
    for (share, within) in [(1.0, 1.0), (1.0, 3.0), (0.9, 2.0), (0.5, 4.0), (1.0, 6.0)] {
        let desk = desk(share, within);
        let agents = desk.agents(&demand);
        let level = |agents: &[f64]| {
            let (tallies, _) = desk.service(&demand, agents);
            tallies.into_iter().sum::<Tally>().performance().service_level.unwrap()
        };
        assert!(level(&agents) >= share - 1e-6, "{share} in {within} h: {}", level(&agents));
        let fewer: Vec<f64> = agents.iter().map(|agents| 0.3 * agents).collect();
        assert!(level(&fewer) < level(&agents), "{share} in {within} h");
    }
}

#[test]
fn a_shortage_shows_as_backlog() {
    let demand = demand(&[10.0, 10.0, 10.0, 10.0], 3600.0);
    let (tallies, backlogs) = desk(1.0, 1.0).service(&demand, &[10.0, 5.0, 10.0, 10.0]);
    assert_eq!(backlogs[0], Backlog::default());
    for backlog in &backlogs[1..] {
        assert!((backlog.contacts - 5.0).abs() < 1e-6, "{backlog:?}");
        assert_eq!(backlog.oldest_hours, 1.0);
    }
    assert!((tallies[1].performance().service_level.unwrap() - 0.5).abs() < 1e-6);
    assert_eq!(tallies[1].performance().occupancy, Some(1.0));
}

fn waiting(age_hours: f64, contacts: f64) -> Waiting {
    Waiting { age_hours, contacts }
}

#[test]
fn a_backlog_is_done_by_its_own_deadlines() {
    let demand = demand(&[0.0; 6], 3600.0);
    let desk = desk(1.0, 4.0).carrying(&[waiting(1.0, 3.0), waiting(3.0, 10.0)], &demand).unwrap();
    // Ten are due within an hour, three within three.
    let agents = desk.agents(&demand);
    assert_eq!(agents, [10.0, 1.5, 1.5, 0.0, 0.0, 0.0]);
    let (_, backlogs) = desk.service(&demand, &agents);
    assert!((backlogs[0].contacts - 3.0).abs() < 1e-9 && backlogs[0].oldest_hours == 2.0, "{backlogs:?}");
    assert_eq!(backlogs[2], Backlog::default());
}

#[test]
fn work_that_is_late_is_promised_anew_and_done_first() {
    let demand = demand(&[0.0; 6], 3600.0);
    let late = desk(1.0, 4.0).carrying(&[waiting(30.0, 8.0)], &demand).unwrap();
    assert_eq!(late.agents(&demand), [2.0, 2.0, 2.0, 2.0, 0.0, 0.0]);
    // The newer work has an hour left, and the older goes before it.
    let both = desk(1.0, 4.0).carrying(&[waiting(3.0, 4.0), waiting(30.0, 8.0)], &demand).unwrap();
    assert_eq!(both.agents(&demand), [12.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_start_with_nothing_waiting_needs_no_more_than_a_start_with_a_backlog() {
    let demand = demand(&DAY, 3600.0);
    let peak = |backlog: &[Waiting]| {
        let desk = desk(1.0, 3.0).carrying(backlog, &demand).unwrap();
        let agents = desk.agents(&demand);
        let (tallies, _) = desk.service(&demand, &agents);
        let level = tallies.into_iter().sum::<Tally>().performance().service_level.unwrap();
        assert!(level > 1.0 - 1e-6, "{level}");
        agents.into_iter().fold(0.0, f64::max)
    };
    assert!(peak(&[]) < peak(&[waiting(1.0, 100.0)]));
    assert!((peak(&[]) - densest_window(&DAY, 3, 1)).abs() < 1e-9);
}

/// The least level of a backlog and new work is that of the same work as items with deadlines.
#[test]
fn the_peak_with_a_backlog_is_the_least_level_of_its_items() {
    use crate::staffing::{WorkItem, least_level_capacity};
    let (demand, slack) = (demand(&DAY, 3600.0), 4);
    let backlog = [waiting(1.0, 70.0), waiting(2.0, 35.0), waiting(0.0, 150.0)];
    let desk = desk(1.0, slack as f64).carrying(&backlog, &demand).unwrap();
    let peak = desk.agents(&demand).into_iter().fold(0.0, f64::max);
    let item = |arrival: i64, contacts: f64| WorkItem {
        arrival,
        deadline: arrival + slack,
        work_seconds: contacts * 3600.0,
    };
    let old = backlog.iter().map(|waiting| item(-(waiting.age_hours as i64), waiting.contacts));
    let items: Vec<WorkItem> =
        old.chain((0..).zip(DAY).map(|(hour, contacts)| item(hour, contacts))).collect();
    let level = least_level_capacity(&items, &[true; 10]).unwrap() / 3600.0;
    assert!((peak - level).abs() < 1e-9, "{peak} {level}");
}

#[test]
fn a_backlog_must_be_made_of_numbers_and_have_a_handle_time() {
    let usual = demand(&DAY, 3600.0);
    for wrong in [waiting(-1.0, 1.0), waiting(1.0, f64::NAN)] {
        assert!(desk(1.0, 4.0).carrying(&[wrong], &usual).is_err());
    }
    assert!(desk(1.0, 4.0).carrying(&[waiting(1.0, 1.0)], &demand(&[0.0], 0.0)).is_err());
    assert!(desk(1.0, 4.0).carrying(&[], &demand(&[0.0], 0.0)).is_ok());
}
