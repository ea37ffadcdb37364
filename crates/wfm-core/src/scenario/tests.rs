//! Laws of what-ifs.

use super::*;
use crate::model::*;

/// Two queues of a week and a mail box; ten people.
fn base() -> Base {
    let zone = chrono_tz::Europe::London;
    let grid = Grid::of_days("2026-11-23".parse().unwrap(), 7, 30, zone).unwrap();
    let level = |share, within| ServiceLevelTarget {
        share,
        within,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    };
    let rule = OpeningRule { days: "mon-sat".parse().unwrap(), hours: "08:00-20:00".parse().unwrap() };
    let opening = OpeningHours { rules: vec![rule] };
    let queue = |id: &str, channel, target| Queue {
        patience: Some(180.0),
        opening: opening.clone(),
        target,
        ..Queue::new(id, channel)
    };
    let promise = Target { service_level: Some(level(0.8, 20.0)), minimum_agents: 1, ..Target::default() };
    let mail =
        Target { response: Some(ResponseTarget { share: 0.95, within_hours: 8.0 }), ..Target::default() };
    let queues = vec![
        queue("cards", Channel::Voice, promise.clone()),
        queue("loans", Channel::Voice, promise),
        Queue { patience: None, ..queue("mail", Channel::Email, mail) },
    ];
    let forecast = |queue: &Queue, contacts: f64, aht: f64| {
        let open = Calendar::default().of_queue(&queue.id, &queue.opening).open_intervals(&grid);
        let offered: Vec<f64> =
            open.iter().enumerate().map(|(i, o)| if *o { contacts + (i % 7) as f64 } else { 0.0 }).collect();
        let band = |probability, factor: f64| Quantile {
            probability,
            offered: offered.iter().map(|calls| calls * factor).collect(),
        };
        Forecast {
            quantiles: vec![band(0.1, 0.6), band(0.9, 1.4)],
            aht: Some(vec![aht; open.len()]),
            ..Forecast::given(queue.id.clone(), grid.clone(), open.clone(), offered.clone())
        }
    };
    let forecasts = vec![
        forecast(&queues[0], 40.0, 280.0),
        forecast(&queues[1], 9.0, 400.0),
        forecast(&queues[2], 6.0, 500.0),
    ];
    let skill = |queue: &str| Skill { queue: queue.into(), speed: 1.0 };
    let agent = |number: usize| Agent {
        skills: match number % 4 {
            0 => vec![skill("cards"), skill("loans")],
            1 => vec![skill("mail")],
            _ => vec![skill("cards")],
        },
        cost_per_hour: Some(15.0),
        team: Some(if number < 5 { "North" } else { "South" }.to_owned()),
        ..Agent::new(format!("A{number}"), "full")
    };
    let centre = Centre {
        name: "Test".to_owned(),
        zone,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().unwrap(),
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues,
        shrinkage: Shrinkage::new(vec![("away".to_owned(), 0.1)], Combine::Additive).unwrap(),
        shifts: Vec::new(),
        contracts: vec![contract("full", (35.0, 40.0))],
        weights: RosterWeights::default(),
    };
    Base { centre, calendar: Calendar::default(), forecasts, agents: (0..10).map(agent).collect() }
}

fn contract(id: &str, hours_per_week: (f64, f64)) -> Contract {
    Contract { min_rest_hours: 11.0, ..Contract::new(id, hours_per_week, (5, 5)) }
}

fn demand(change: DemandChange) -> Change {
    Change::Demand { queues: Vec::new(), change }
}

fn promise(queue: &str, change: PromiseChange) -> Change {
    Change::Promise { queues: vec![queue.into()], change }
}

fn shrinkage(change: ShrinkageChange) -> Change {
    Change::Shrinkage { queues: Vec::new(), change }
}

fn answers(scenarios: &[Scenario]) -> Vec<Outcome> {
    let found = outcomes(&base(), scenarios, &Options::default(), &Control::unlimited()).unwrap();
    found.into_iter().map(|outcome| outcome.unwrap()).collect()
}

fn answer(changes: Vec<Change>) -> Outcome {
    answers(&[Scenario::new("as asked", changes)]).remove(0)
}

fn refusal(change: Change) -> String {
    let asked = [Scenario::new("odd", vec![change]), Scenario::new("fine", Vec::new())];
    let mut found = outcomes(&base(), &asked, &Options::default(), &Control::unlimited()).unwrap();
    assert!(found.pop().unwrap().is_ok(), "one bad scenario does not keep the others from an answer");
    found.pop().unwrap().unwrap_err().to_string()
}

#[test]
fn what_changes_nothing_is_the_base_to_the_bit() {
    let base = base();
    let hours = base.centre.queues[0].opening.clone();
    let nothing = vec![
        demand(DemandChange::Volume(1.0)),
        demand(DemandChange::Aht(1.0)),
        demand(DemandChange::Deflection { share: 0.0, aht_ratio: 0.7, return_share: 0.2 }),
        demand(DemandChange::FirstContactResolution { from: 0.7, to: 0.7, repeat_share: 0.8 }),
        demand(DemandChange::Opening { opening: hours, moved_share: 0.3, new_hours_level: None }),
        promise("cards", PromiseChange::Patience(1.0)),
        promise("cards", PromiseChange::ServiceLevel(0.8)),
        shrinkage(ShrinkageChange::Points(0.0)),
        shrinkage(ShrinkageChange::Absence(0.0)),
        Change::Supply(SupplyChange::Contract(contract("full", (35.0, 40.0)))),
    ];
    let as_it_is = answer(Vec::new());
    for change in nothing.iter().cloned().map(|change| vec![change]).chain([nothing.clone()]) {
        let scenario = Scenario::new("as asked", change);
        assert_eq!(answer(scenario.changes.clone()), as_it_is, "{scenario:?}");
        assert_eq!(applied(&base, &scenario).unwrap(), base, "{scenario:?}");
    }
    assert_eq!(as_it_is.total.required, as_it_is.total.today);
}

#[test]
fn the_altered_base_asks_for_what_the_scenario_requires() {
    let base = base();
    let scenario = Scenario::new(
        "worse",
        vec![
            demand(DemandChange::Volume(1.2)),
            demand(DemandChange::Deflection { share: 0.1, aht_ratio: 0.6, return_share: 0.1 }),
            promise("loans", PromiseChange::ServiceLevel(0.9)),
            shrinkage(ShrinkageChange::Absence(0.05)),
        ],
    );
    let altered = applied(&base, &scenario).unwrap();
    let nothing = [Scenario::new("worse", Vec::new())];
    let options = Options::default();
    let anew = outcomes(&altered, &nothing, &options, &Control::unlimited()).unwrap().remove(0).unwrap();
    let asked = outcomes(&base, &[scenario], &options, &Control::unlimited()).unwrap().remove(0).unwrap();
    for ((_, anew), (_, asked)) in anew.queues.iter().zip(&asked.queues) {
        assert_eq!((anew.offered, &anew.required.tally), (asked.offered, &asked.required.tally));
        assert!((anew.required.heads - asked.required.heads).abs() < 1e-9);
    }
}

#[test]
fn the_order_of_changes_does_not_matter() {
    let mut changes = vec![
        Change::Supply(SupplyChange::Leavers { group: AgentGroup::default(), count: 1 }),
        shrinkage(ShrinkageChange::Absence(0.07)),
        shrinkage(ShrinkageChange::Points(0.02)),
        promise("cards", PromiseChange::Within(30.0)),
        demand(DemandChange::Aht(0.93)),
        demand(DemandChange::FirstContactResolution { from: 0.7, to: 0.73, repeat_share: 0.8 }),
        demand(DemandChange::Deflection { share: 0.1, aht_ratio: 0.6, return_share: 0.0 }),
        demand(DemandChange::Volume(1.13)),
    ];
    let one = answer(changes.clone());
    changes.reverse();
    assert_eq!(answer(changes), one);
}

#[test]
fn factors_compose() {
    let twice = answer(vec![demand(DemandChange::Volume(1.1)), demand(DemandChange::Volume(1.2))]);
    let once = answer(vec![demand(DemandChange::Volume(1.32))]);
    assert!((twice.total.offered - once.total.offered).abs() < 1e-9);
    assert_eq!(twice.total.required.agent_hours, once.total.required.agent_hours);
}

#[test]
fn more_contacts_never_need_fewer_agents_and_never_serve_better() {
    let factors = [0.5, 0.8, 0.95, 1.0, 1.05, 1.3, 2.0];
    let asked = factors.map(|factor| Scenario::new("more", vec![demand(DemandChange::Volume(factor))]));
    for pair in answers(&asked).windows(2) {
        for ((_, less), (_, more)) in pair[0].queues.iter().zip(&pair[1].queues) {
            assert!(less.required.agent_hours <= more.required.agent_hours);
            assert!(less.today.margin.unwrap() >= more.today.margin.unwrap() - 1e-12);
            assert!(less.today.short_hours <= more.today.short_hours);
            assert!(less.today.kept.is_none_or(|kept| kept >= more.today.kept.unwrap() - 1e-12));
        }
    }
}

/// The figures of the planning literature: a tenth of the contacts, each 0.6 of a mean one, is 6 % of the work.
#[test]
fn a_bot_takes_the_easy_contacts() {
    let (before, after) = (
        answer(Vec::new()).total,
        answer(vec![demand(DemandChange::Deflection { share: 0.1, aht_ratio: 0.6, return_share: 0.0 })])
            .total,
    );
    assert!((after.offered / before.offered - 0.9).abs() < 1e-12);
    assert!((after.workload_hours / before.workload_hours - 0.94).abs() < 1e-12);
    let aht = |figures: &Figures| figures.workload_hours / figures.offered;
    assert!((aht(&after) / aht(&before) - 1.044_444).abs() < 1e-6);
}

/// Resolution from 70 to 73 %: 2.15, 3.06 and 4.11 % fewer contacts where 60, 80 and 100 % of the unsettled come again.
#[test]
fn what_is_settled_at_once_does_not_come_again() {
    let before = answer(Vec::new()).total.offered;
    for (repeat_share, fewer) in [(0.6, 0.0215), (0.8, 0.0306), (0.999_999, 0.0411)] {
        let change = DemandChange::FirstContactResolution { from: 0.70, to: 0.73, repeat_share };
        let after = answer(vec![demand(change)]).total.offered;
        assert!((1.0 - after / before - fewer).abs() < 5e-5, "{repeat_share}: {}", 1.0 - after / before);
    }
}

#[test]
fn absence_and_shrinkage_raise_the_schedule_and_not_the_need_on_the_queue() {
    let before = answer(Vec::new()).total;
    let after = answer(vec![shrinkage(ShrinkageChange::Points(0.05))]).total;
    assert_eq!(after.required.agent_hours, before.required.agent_hours);
    assert!((after.required.scheduled_hours / before.required.scheduled_hours - 0.90 / 0.85).abs() < 1e-12);
    assert!((after.today.agent_hours / before.today.agent_hours - 0.85 / 0.90).abs() < 1e-12);
    assert_eq!(after.today.scheduled_hours, before.today.scheduled_hours);
    assert!(after.today.margin < before.today.margin && after.today.kept < before.today.kept);
}

#[test]
fn hours_that_close_move_their_contacts_or_lose_them() {
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "09:00-18:00".parse().unwrap() };
    let shorter = |moved_share| {
        let opening = OpeningHours { rules: vec![rule] };
        answer(vec![demand(DemandChange::Opening { opening, moved_share, new_hours_level: None })])
    };
    let before = answer(Vec::new()).total.offered;
    let saturday = before / 6.0;
    let (lost, moved) = (shorter(0.0).total.offered, shorter(1.0).total.offered);
    assert!(lost < 0.75 * before);
    assert!((moved / (before - saturday) - 1.0).abs() < 0.01, "all but those of the day that closes");
    let mean = shorter(0.5).total.offered;
    assert!((mean - 0.5 * (lost + moved)).abs() < 1e-9);
}

#[test]
fn hours_that_open_are_as_busy_as_was_said() {
    let rule = OpeningRule { days: "mon-sun".parse().unwrap(), hours: "08:00-20:00".parse().unwrap() };
    let longer = |new_hours_level| {
        demand(DemandChange::Opening {
            opening: OpeningHours { rules: vec![rule] },
            moved_share: 0.0,
            new_hours_level,
        })
    };
    let (before, after) = (answer(Vec::new()), answer(vec![longer(Some(0.3))]));
    assert!((after.total.offered / before.total.offered - (1.0 + 0.3 / 6.0)).abs() < 1e-12);
    let aht = |outcome: &Outcome| outcome.queues[0].1.workload_hours / outcome.queues[0].1.offered;
    assert!((aht(&after) - aht(&before)).abs() < 1e-12);
    assert!(after.total.today.short_hours > 0.0, "nobody of today's staff works on that day");
    let said = refusal(longer(None));
    assert!(said.contains("new_hours_level") && said.contains("Sun 08:00"), "{said}");
}

#[test]
fn people_who_come_and_go_change_what_todays_staff_gives() {
    let north = || AgentGroup { team: Some("North".to_owned()), ..AgentGroup::default() };
    let supply = |change| answer(vec![Change::Supply(change)]);
    let before = answer(Vec::new());
    let fewer = supply(SupplyChange::Leavers { group: north(), count: 2 });
    assert_eq!(fewer.total.required, before.total.required);
    assert!(fewer.total.today.margin < before.total.today.margin);
    assert!(fewer.total.available_hours < before.total.available_hours);
    let agent = Agent { cost_per_hour: Some(15.0), ..Agent::new("new", "full") };
    let more = supply(SupplyChange::Hire { agent, count: 3 });
    let hours = |outcome: &Outcome| outcome.total.available_hours.unwrap();
    assert!((hours(&more) - hours(&before) - 3.0 * 37.5).abs() < 1e-6);
    assert_eq!(more.total.required, before.total.required);
    assert!(more.total.today.margin > before.total.today.margin);
    // Two cards agents learn loans, where cover is worst.
    let skill = Skill { queue: "loans".into(), speed: 1.0 };
    let south = AgentGroup { serves: Some("cards".into()), ..AgentGroup::default() };
    let trained = supply(SupplyChange::Train { group: south, skill });
    assert!((hours(&trained) - hours(&before)).abs() < 1e-6, "nobody works twice");
}

#[test]
fn a_shorter_week_takes_more_heads_for_the_same_hours() {
    let before = answer(Vec::new()).total.required;
    let change = SupplyChange::Contract(contract("full", (30.0, 30.0)));
    let after = answer(vec![Change::Supply(change)]).total.required;
    assert_eq!(after.scheduled_hours, before.scheduled_hours);
    assert!((after.heads / before.heads - 37.5 / 30.0).abs() < 1e-12);
}

#[test]
fn a_change_that_finds_nothing_says_so_under_its_scenarios_name() {
    let cases = [
        (promise("mail", PromiseChange::ServiceLevel(0.9)), "service_level for queue mail"),
        (promise("mail", PromiseChange::Patience(2.0)), "patience for queue mail"),
        (
            promise("nobody", PromiseChange::MinimumAgents(2)),
            "queue is nobody; expected one of cards, loans, mail",
        ),
        (promise("cards", PromiseChange::ServiceLevel(80.0)), "service_level is 80"),
        (demand(DemandChange::Volume(0.0)), "volume is 0"),
        (demand(DemandChange::Volume(f64::NAN)), "volume is NaN"),
        (
            demand(DemandChange::Deflection { share: 0.9, aht_ratio: 1.5, return_share: 0.0 }),
            "deflected_aht_ratio",
        ),
        (shrinkage(ShrinkageChange::Points(0.95)), "shrinkage"),
        (Change::Supply(SupplyChange::Leavers { group: AgentGroup::default(), count: 11 }), "at most 10"),
        (Change::Supply(SupplyChange::Hire { agent: Agent::new("x", "none"), count: 1 }), "one of full"),
    ];
    for (change, said) in cases {
        let refusal = refusal(change);
        assert!(refusal.contains("scenario \"odd\"") && refusal.contains(said), "{refusal}");
    }
}

#[test]
fn a_change_for_all_queues_concerns_those_it_fits() {
    let change = Change::Promise { queues: Vec::new(), change: PromiseChange::Patience(2.0) };
    let (before, after) = (answer(Vec::new()), answer(vec![change]));
    assert_eq!(after.queues[2], before.queues[2]);
    assert!((0..2).all(|queue| after.queues[queue].1.today != before.queues[queue].1.today));
}

#[test]
fn a_grid_holds_every_combination_once() {
    let axis = |name: &str, values: &[f64], change: fn(f64) -> DemandChange| Axis {
        name: name.to_owned(),
        steps: values
            .iter()
            .map(|value| Scenario::new(format!("{name} {value}"), vec![demand(change(*value))]))
            .collect(),
    };
    let axes = vec![
        axis("volume", &[0.9, 1.0, 1.1], DemandChange::Volume),
        axis("aht", &[0.95, 1.0], DemandChange::Aht),
    ];
    let scenarios = grid(&ScenarioGrid { name: "demand".to_owned(), axes: axes.clone() }).unwrap();
    let names: Vec<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names[..2], ["demand: volume 0.9, aht 0.95", "demand: volume 0.9, aht 1"]);
    assert_eq!(names.len(), 6);
    assert!(scenarios.iter().all(|scenario| scenario.changes.len() == 2));
    let long = Axis { name: "long".to_owned(), steps: vec![Scenario::new("x", Vec::new()); 400] };
    assert!(grid(&ScenarioGrid { name: "huge".to_owned(), axes: vec![long; 3] }).is_err());
    // The tornado: what moves most comes first, whatever the order asked.
    let steps: Vec<Scenario> = axes.iter().rev().flat_map(|axis| axis.steps.clone()).collect();
    let axes: Vec<Axis> = axes.into_iter().rev().collect();
    let bars = tornado(&answer(Vec::new()), &axes, &answers(&steps), Figure::Heads);
    let order: Vec<&str> = bars.iter().map(|bar| bar.name.as_str()).collect();
    assert_eq!(order, ["volume", "aht"]);
    assert_eq!((bars[0].low.step.as_str(), bars[0].high.step.as_str()), ("volume 0.9", "volume 1.1"));
    assert_eq!(bars[1].high.step, "as asked", "the base is a step of every assumption");
}

#[test]
fn a_band_keeps_how_sure_the_rate_is() {
    let base = base();
    let forecast = |factor: f64| {
        let scenario = Scenario::new("more", vec![demand(DemandChange::Volume(factor))]);
        applied(&base, &scenario).unwrap().forecasts.remove(0)
    };
    // The rate's own spread, with the chance of a count taken off.
    let spread = |forecast: &Forecast| {
        let index = forecast.offered.iter().position(|calls| *calls > 0.0).unwrap();
        let at = |p: f64| forecast.quantile(p).unwrap().offered[index];
        let (calls, deviation) = (forecast.offered[index], (at(0.9) - at(0.1)) / 2.563_103_131_089_2);
        (deviation * deviation - calls).sqrt() / calls
    };
    for factor in [0.8, 1.5, 3.0] {
        assert!((spread(&forecast(factor)) - spread(&forecast(1.0))).abs() < 1e-9, "{factor}");
    }
}

#[test]
fn queues_whose_promises_are_counted_differently_have_no_service_level_together() {
    let outcome = answer(vec![promise("loans", PromiseChange::Within(30.0))]);
    assert!(outcome.total.target.is_none());
    assert!(outcome.total.required.tally.performance().service_level.is_none());
    assert!(outcome.total.required.margin.is_some() && outcome.total.required.kept.is_some());
}

#[test]
fn who_cancels_gets_no_answers() {
    let stop = || Some(crate::control::Stop::Cancelled);
    let control = Control::new(&stop, &|_| {});
    let found = outcomes(&base(), &[Scenario::new("a", Vec::new())], &Options::default(), &control).unwrap();
    assert_eq!(found[0], Err(Error::Cancelled));
}
