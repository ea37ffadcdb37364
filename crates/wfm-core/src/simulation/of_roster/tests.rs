//! A small centre with callers, chats and mail.

use chrono::{DateTime, Utc};

use super::*;
use crate::control::Control;
use crate::model::operation::Staffing;
use crate::model::*;
use crate::simulation::{Options, Simulated, simulate};

fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    format!("2026-11-23T{hour:02}:{minute:02}:00Z").parse().unwrap()
}

fn centre() -> Centre {
    let level = ServiceLevelTarget {
        share: 0.8,
        within: 20.0,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    };
    let live = Target { service_level: Some(level), ..Target::default() };
    let calls = Queue { patience: Some(180.0), target: live.clone(), ..Queue::new("calls", Channel::Voice) };
    let chat = Queue {
        concurrency: 2,
        chat_speed: vec![1.0, 0.7],
        target: live,
        ..Queue::new("chat", Channel::Chat)
    };
    let mut mail = Queue::new("mail", Channel::Email);
    mail.target.response = Some(ResponseTarget { share: 0.9, within_hours: 2.0 });
    let causes = [("planned", 0.1), ("unplanned", 0.2)].map(|(name, share)| (name.to_owned(), share));
    Centre {
        name: "small".to_owned(),
        zone: chrono_tz::UTC,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().unwrap(),
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: vec![calls, chat, mail],
        shrinkage: Shrinkage::new(causes.to_vec(), Combine::Multiplicative).unwrap(),
        shifts: Vec::new(),
        contracts: Vec::new(),
        weights: RosterWeights::default(),
    }
}

fn forecast(queue: &str, grid: &Grid, offered: f64) -> Forecast {
    let open: Vec<bool> = (0..grid.len()).map(|index| (18..34).contains(&index)).collect();
    let contacts = open.iter().map(|open| if *open { offered } else { 0.0 }).collect();
    let aht = Some(vec![300.0; grid.len()]);
    Forecast { aht, ..Forecast::given(queue, grid.clone(), open, contacts) }
}

/// `skills` of one agent and the queue of each stretch: from nine to twelve, and from half past twelve to five.
fn assignment(agent: &str, queues: [Option<&str>; 2]) -> Assignment {
    let part = |start, end, queue: Option<&str>| Segment {
        start,
        end,
        activity: Activity::OnQueue,
        queue: queue.map(QueueId::from),
    };
    let meal = Segment {
        start: at(12, 0),
        end: at(12, 30),
        activity: Activity::Named("meal".to_owned()),
        queue: None,
    };
    Assignment {
        agent: agent.into(),
        date: "2026-11-23".parse().unwrap(),
        shift: "day".into(),
        start: at(9, 0),
        end: at(17, 0),
        paid_minutes: 450,
        segments: vec![part(at(9, 0), at(12, 0), queues[0]), meal, part(at(12, 30), at(17, 0), queues[1])],
        locked: Lock::None,
    }
}

fn agent(id: &str, queues: &[&str]) -> Agent {
    let skills = queues.iter().map(|queue| Skill { queue: (*queue).into(), speed: 1.0 }).collect();
    Agent { skills, ..Agent::new(id, "any") }
}

struct Small {
    centre: Centre,
    agents: Vec<Agent>,
    roster: Roster,
    grid: Grid,
    forecasts: Vec<Forecast>,
    coverage: Vec<Coverage>,
}

fn small() -> Small {
    let centre = centre();
    let grid = Grid::of_days("2026-11-23".parse().unwrap(), 1, 30, chrono_tz::UTC).unwrap();
    let mut agents = Vec::new();
    let mut assignments = Vec::new();
    for number in 0..12 {
        let (queues, serving): (&[&str], _) = match number {
            0..6 => (&["calls"], [Some("calls"); 2]),
            6..10 => (&["calls", "mail"], [Some("calls"), Some("mail")]),
            _ => (&["calls", "chat"], [Some("calls"), Some("chat")]),
        };
        let id = format!("{number:02}");
        agents.push(agent(&id, queues));
        assignments.push(assignment(&id, serving));
    }
    let forecasts =
        vec![forecast("calls", &grid, 40.0), forecast("chat", &grid, 4.0), forecast("mail", &grid, 5.0)];
    let coverage = forecasts
        .iter()
        .map(|forecast| Coverage {
            queue: forecast.queue.clone(),
            grid: grid.clone(),
            open: forecast.open.clone(),
            required: vec![0; grid.len()],
            rostered: forecast.open.iter().map(|open| if *open { 4.0 } else { 0.0 }).collect(),
            performance: vec![Performance::default(); grid.len()],
        })
        .collect();
    Small { centre, agents, roster: Roster { assignments }, grid, forecasts, coverage }
}

impl Small {
    fn play(&self) -> RosterPlay<'_> {
        RosterPlay {
            centre: &self.centre,
            agents: &self.agents,
            roster: &self.roster,
            grid: &self.grid,
            forecasts: &self.forecasts,
            paths: &[],
            coverage: &self.coverage,
            absence: None,
        }
    }

    fn run(&self, realism: Realism) -> Simulated {
        let operation = self.play().operation(realism).unwrap();
        operation.check().unwrap();
        simulate(&operation, &Options { replications: 40, ..Options::default() }, &Control::unlimited())
            .unwrap()
    }
}

#[test]
fn groups_follow_queues_and_the_way_of_working() {
    let operation = small().play().operation(Realism::Absences).unwrap();
    let names: Vec<&str> = operation.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["agents of calls", "agents of calls|mail", "agents of chat"]);
    let shifts: Vec<usize> = operation
        .groups
        .iter()
        .map(|group| match &group.staffing {
            Staffing::Shifts { shifts, absence, away } => {
                assert!((absence - 0.2).abs() < 1e-12 && (away - 0.1).abs() < 1e-12);
                shifts.len()
            }
            Staffing::Counts(_) => panic!("people are drawn"),
        })
        .collect();
    // Those who talk in the morning and chat in the afternoon have a part in two groups.
    assert_eq!(shifts, [8, 4, 2]);
    assert_eq!(operation.groups[2].contact_speed, [1.0, 0.7]);
    let mail = operation.groups[1].serves.iter().find(|serving| serving.call_type == 2).unwrap();
    assert_eq!((mail.call_rank, mail.group_rank), (2, 2));
    assert_eq!(operation.call_types[2].within, 7200.0);
    assert!(operation.call_types[2].deferred && !operation.call_types[1].deferred);
}

#[test]
fn steady_people_are_as_many_as_can_be_expected() {
    let small = small();
    let expected = 8.0 * 3.0 + 6.0 * 4.5;
    for realism in [Realism::Shared, Realism::Absences] {
        let played = small.run(realism);
        let staffed = played.replications.iter().map(|r| r.teams[0].staffed / 3600.0).sum::<f64>() / 40.0;
        assert!((staffed / (expected * 0.72) - 1.0).abs() < 0.06, "{realism:?}: {staffed}");
    }
    assert!(small.run(Realism::Alone).groups.len() == 3);
}

#[test]
fn a_larger_absence_costs_service_and_uncertain_volume_is_drawn_from_its_paths() {
    let small = small();
    let promise = small.centre.queues[0].target.service_level.unwrap();
    let with = |absence| {
        let play = RosterPlay { absence: Some(absence), ..small.play() };
        let operation = play.operation(Realism::Absences).unwrap();
        simulate(&operation, &Options { replications: 60, ..Options::default() }, &Control::unlimited())
            .unwrap()
    };
    let (few, many) = (with(0.0), with(0.4));
    let gain = few.gain(&many, 0, promise.definition).unwrap();
    assert!(gain.mean > 0.05 && gain.mean > gain.half_width, "{gain:?}");
    let day = few.service(0, 0..48, &promise);
    assert!((day.offered / (16.0 * 40.0) - 1.0).abs() < 0.02, "{day:?}");
    let (low, high) = day.band.unwrap();
    assert!(low < day.service_level.unwrap().mean && day.service_level.unwrap().mean < high);
    let doubled: Vec<Vec<Vec<f64>>> =
        small.forecasts.iter().map(|f| vec![f.offered.iter().map(|calls| 2.0 * calls).collect()]).collect();
    let play = RosterPlay { paths: &doubled, ..small.play() };
    assert_eq!(play.operation(Realism::Uncertain).unwrap().call_types[0].offered[0][20], 80.0);
    assert_eq!(play.operation(Realism::Absences).unwrap().call_types[0].offered[0][20], 40.0);
}

#[test]
fn a_forecast_without_handle_times_is_named() {
    let mut small = small();
    small.forecasts[1].aht = None;
    let message = small.play().operation(Realism::Shared).unwrap_err().to_string();
    assert!(message.starts_with("aht_seconds of queue chat is missing"), "{message}");
    small.forecasts[1].queue = "fax".into();
    assert!(small.play().operation(Realism::Shared).is_err());
}
