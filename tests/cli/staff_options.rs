//! `wfm staff`: its options, on an example small enough to check by hand

use serde_json::Value;

use super::session::Session;

const QUEUE: &str = r#"time_zone = "Europe/London"
interval_minutes = 30

[[queue]]
id = "calls"
open = ["mon-sun 08:00-20:00"]
service_level = 0.80
within_seconds = 20
"#;

/// A centre of one queue with three half hours of a forecast: 100 calls of 180 s, the published example, and twice 50.
fn session() -> Session {
    let session = Session::new();
    session.write("centre/centre.toml", QUEUE);
    session.write(
        "centre/forecast.csv",
        "interval_start,queue,offered,aht_seconds,offered_p10,offered_p50,offered_p90\n\
         2026-11-23T10:00,calls,100,180,80,99,121\n2026-11-23T10:30,calls,50,180,38,50,63\n2026-11-23T11:00,calls,50,180,38,50,63\n",
    );
    session
}

fn json(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Values of a column of a CSV text.
fn column(csv: &str, name: &str) -> Vec<String> {
    let mut lines = csv.lines();
    let place = lines.next().unwrap().split(',').position(|column| column == name).unwrap();
    lines.map(|line| line.split(',').nth(place).unwrap().to_owned()).collect()
}

#[test]
fn a_forecast_becomes_a_requirement_and_its_days() {
    let session = session();
    let answer = session.wfm("staff centre --format json").ok();
    let day = &json(&answer.stdout)[0];
    assert_eq!((&day["most_agents"], &day["agent_hours"]), (&14.into(), &15.into()));
    let requirement = session.read("centre/out/requirement.csv");
    assert_eq!(column(&requirement, "agents"), ["14", "8", "8"]);
    assert!(column(&requirement, "service_level")[0].starts_with("0.88835"));
}

#[test]
fn shrinkage_may_be_given_or_learned_and_is_rounded_as_asked() {
    let session = session();
    let scheduled = |options: &str| {
        session.wfm(&format!("staff centre --shrinkage 30% {options}")).ok();
        column(&session.read("centre/out/requirement.csv"), "scheduled")
    };
    assert_eq!(scheduled(""), ["20", "11.428571", "11.428571"]);
    assert_eq!(scheduled("--rounding ceil"), ["20", "12", "12"]);
    assert_eq!(scheduled("--rounding nearest"), ["20", "11", "11"]);
    assert_eq!(scheduled("--rounding cumulative"), ["20", "11", "12"]);
    session.wfm("staff centre --rounding none").ok();
    let real: Vec<f64> = column(&session.read("centre/out/requirement.csv"), "agents")
        .iter()
        .map(|agents| agents.parse().unwrap())
        .collect();
    assert!(real[0] > 13.0 && real[0] < 14.0 && real[1] > 7.0 && real[1] < 8.0, "{real:?}");

    session.write("centre/agents.csv", "agent,contract\nann,full-time\n");
    session.replace("centre/centre.toml", "[[queue]]", CONTRACT_AND_QUEUE);
    session.write(
        "centre/states.csv",
        "agent,state,start,end\nann,On Call,2026-11-20T09:00,2026-11-20T12:00\n\
         ann,Wrap-up,2026-11-20T12:00,2026-11-20T15:00\nann,meeting,2026-11-20T15:00,2026-11-20T16:00\n\
         ann,break,2026-11-20T16:00,2026-11-20T17:00\n",
    );
    session
        .wfm("staff centre --shrinkage states")
        .ok()
        .saying(&["Shrinkage of states.csv: 25.0 % (break 12.5 %, meeting 12.5 %)"]);
    assert_eq!(
        column(&session.read("centre/out/requirement.csv"), "scheduled"),
        ["18.666667", "10.666667", "10.666667"]
    );
    let answer = session.wfm("staff centre --shrinkage states --available on-call,wrap_up,meeting").ok();
    answer.saying(&["12.5 % (break 12.5 %)"]);
    session
        .wfm("staff centre --shrinkage states --available nothing")
        .refused()
        .saying(&["whose states are On Call, Wrap-up, break, meeting; name those", "--available"]);
    session.wfm("staff centre --shrinkage 100%").refused().saying(&["nobody is left"]);
}

const CONTRACT_AND_QUEUE: &str = "[[contract]]\nid = \"full-time\"\nhours_per_week = [37.0, 42.0]\n\
    days_per_week = [5, 5]\n\n[[queue]]";

#[test]
fn a_safer_volume_takes_more_agents_and_keeps_the_promise_more_often() {
    let session = session();
    session.replace("centre/centre.toml", "within_seconds", "patience_seconds = 180\nwithin_seconds");
    let day = |volume: &str| {
        let answer = session.wfm(&format!("staff centre --volume {volume} --format json")).ok();
        let day = json(&answer.stdout).remove(0);
        ["agent_hours", "expected_service_level", "probability_kept"]
            .map(|name| day[name].as_f64().unwrap_or_else(|| panic!("{name} of {day}")))
    };
    let (expected, p80, p90) = (day("expected"), day("p80"), day("p90"));
    assert!(expected[0] < p80[0] && p80[0] <= p90[0], "{expected:?} {p80:?} {p90:?}");
    assert!(expected[1] < p80[1] && p80[1] <= p90[1]);
    assert!(expected[2] < p80[2] && p80[2] >= 0.79 && p90[2] >= 0.89 && p90[2] <= 1.0);
    let plain = session.wfm("staff centre --format csv").ok().stdout;
    assert!(!plain.contains("probability_kept"));
    session.write(
        "centre/forecast.csv",
        "interval_start,queue,offered,aht_seconds\n2026-11-23T10:00,calls,9,60\n",
    );
    session.wfm("staff centre --volume p80").refused().saying(&["offered_p10 and offered_p90"]);
}

#[test]
fn a_curve_says_what_more_and_fewer_would_give_and_writes_nothing() {
    let session = session();
    let points = json(&session.wfm("staff centre --curve --format json").ok().stdout);
    let fewest = points.iter().find(|point| point["keeps_promises"] == true).unwrap();
    assert_eq!(fewest["agents"], 14);
    assert_eq!(fewest["service_level_definition"], "offered");
    assert_eq!(fewest["interval_start"], "2026-11-23T10:00:00+00:00");
    let levels: Vec<f64> = points.iter().map(|point| point["service_level"].as_f64().unwrap()).collect();
    assert!(levels.windows(2).all(|pair| pair[0] <= pair[1]) && levels[0] < 0.1, "{levels:?}");

    let later = session.wfm("staff centre --curve=2026-11-23T10:40 --queue calls --format csv").ok().stdout;
    let enough = column(&later, "keeps_promises").iter().position(|keeps| keeps == "true").unwrap();
    assert_eq!(column(&later, "agents")[enough], "8");

    let plot = session.wfm("staff centre --curve").ok().stdout;
    for part in ["calls at 2026-11-23 10:00: 10.0 erlangs", "100 % |", "* service level", "- target"] {
        assert!(plot.contains(part), "{part}: {plot}");
    }
    assert!(!session.path("centre/out").exists());
    session.wfm("staff centre --curve --queue cards").refused().saying(&["no queue cards; there are calls"]);
    session.wfm("staff centre --curve=noon").refused().saying(&["2026-11-23T10:00"]);
    session.wfm("staff centre --curve=2026-11-23T07:00").refused().saying(&["nothing is expected"]);
}

#[test]
fn a_target_over_the_day_needs_fewer_than_one_in_every_interval() {
    let session = session();
    let mut forecast = "interval_start,queue,offered,aht_seconds\n".to_owned();
    for half_hour in 16..40 {
        let calls = 20 + 3 * (half_hour * 7 % 11);
        forecast += &format!("2026-11-23T{:02}:{:02},calls,{calls},290\n", half_hour / 2, half_hour % 2 * 30);
    }
    session.write("centre/forecast.csv", forecast);
    let hours = |over: &str| {
        session.write(
            "centre/centre.toml",
            format!("{QUEUE}patience_seconds = 180\ntarget_over = \"{over}\"\n"),
        );
        let day = json(&session.wfm("staff centre --format json").ok().stdout).remove(0);
        assert!(day["service_level"].as_f64().unwrap() >= 0.80);
        day["agent_hours"].as_f64().unwrap()
    };
    let (interval, day, week) = (hours("interval"), hours("day"), hours("week"));
    assert!(day < interval, "{day} {interval}");
    assert_eq!(day, week);
}

#[test]
fn each_warning_is_said_once_with_its_figures() {
    let session = session();
    let second = QUEUE.split("[[queue]]").nth(1).unwrap().replace("calls", "loans");
    session.write("centre/centre.toml", format!("{QUEUE}\n[[queue]]{second}"));
    let more = session.read("centre/forecast.csv")
        + "2026-11-23T10:00,loans,100,180,80,99,121\n2026-11-23T10:30,loans,50,180,38,50,63\n2026-11-23T11:00,loans,50,180,38,50,63\n";
    session.write("centre/forecast.csv", more);
    let said = session.wfm("staff centre").ok().stderr;
    assert_eq!(said.matches("W1 calls, loans: ").count(), 1, "{said}");
    assert!(!said.contains("W6"), "nobody is known to serve both: {said}");

    session.replace(
        "centre/centre.toml",
        "\n[[queue]]\nid = \"calls\"",
        &format!("\n{CONTRACT_AND_QUEUE}\nid = \"calls\""),
    );
    session.write("centre/agents.csv", "agent,contract\nann,full-time\n");
    let said = session.wfm("staff centre").ok().stderr;
    assert!(said.contains("W6 calls, loans: queues staffed separately take 60 agent-intervals"), "{said}");
}

#[test]
fn the_service_level_is_kept_on_average_though_the_volume_is_unsure() {
    let session = session();
    session.replace("centre/centre.toml", "within_seconds", "patience_seconds = 180\nwithin_seconds");
    let day = |volume: &str| {
        let answer = session.wfm(&format!("staff centre --volume {volume} --format json")).ok();
        json(&answer.stdout).remove(0)
    };
    let (point, average) = (day("expected"), day("expected-service"));
    assert!(average["expected_service_level"].as_f64().unwrap() >= 0.80, "{average}");
    assert!(average["agent_hours"].as_f64() >= point["agent_hours"].as_f64(), "{average} {point}");
}

const CLAIMS: &str = r#"time_zone = "Europe/London"
interval_minutes = 60

[[queue]]
id = "claims"
channel = "email"
open = ["mon-fri 08:00-18:00"]
respond_share = 1.0
respond_within_hours = 4
max_occupancy = 1.0

[[queue]]
id = "calls"
open = ["mon-fri 08:00-18:00"]
service_level = 0.80
within_seconds = 20
"#;

/// Ten claims of an hour each, an hour; of those that wait, Friday's from 16:00 have two of their four open hours left.
#[test]
fn a_backlog_is_worked_off_by_its_own_ages() {
    let session = Session::new();
    session.write("centre/centre.toml", CLAIMS);
    let hours: String = (8..18).map(|hour| format!("2026-11-23T{hour:02}:00,claims,10,3600\n")).collect();
    session.write("centre/forecast.csv", format!("interval_start,queue,offered,aht_seconds\n{hours}"));
    let agents = |backlog: &str| -> Vec<f64> {
        session.write("waiting.csv", format!("queue,arrived,contacts\n{backlog}"));
        session.wfm("staff centre --backlog waiting.csv").ok();
        let agents = column(&session.read("centre/out/requirement.csv"), "agents");
        agents.iter().map(|agents| agents.parse().unwrap()).collect()
    };
    assert_eq!(agents(""), [10.0; 10]);
    // Once the sixty are done, the five and what comes are due later than an even pace over two days does them.
    let both = agents("claims,2026-11-20T16:00,60\nclaims,2026-11-20T17:00,5\n");
    assert_eq!(both[..2], [30.0, 30.0]);
    assert!(both[2..].iter().all(|agents| (agents - 205.0 / 18.0).abs() < 1e-5), "{both:?}");
    session.write("waiting.csv", "queue,arrived,contacts\ncalls,2026-11-20T16:00,60\n");
    session
        .wfm("staff centre --backlog waiting.csv")
        .refused()
        .saying(&["queue calls cannot wait", "respond_within_hours"]);
    session.write("waiting.csv", "queue,arrived,contacts\nclaims,2026-11-24T16:00,60\n");
    session
        .wfm("staff centre --backlog waiting.csv")
        .refused()
        .saying(&["2026-11-24T16:00", "leave those rows out"]);
    session.write("waiting.csv", "queue,arrived,contacts\nclaim,yesterday,-1\n");
    session.wfm("staff centre --backlog waiting.csv").refused().saying(&["E2010", "E2011", "E2013"]);
}

/// 10 erlangs of calls, on 20 agents who may be busy to 60 %.
#[test]
fn deferred_work_that_fits_between_calls_is_said_and_not_taken_off() {
    let session = Session::new();
    let capped = CLAIMS
        .replace("within_seconds = 20", "within_seconds = 20\nmax_occupancy = 0.6\nminimum_agents = 20");
    session.write(
        "centre/centre.toml",
        capped.replace("[[queue]]\nid = \"calls\"", &format!("{CONTRACT_AND_QUEUE}\nid = \"calls\"")),
    );
    session.write(
        "centre/forecast.csv",
        "interval_start,queue,offered,aht_seconds\n2026-11-23T10:00,claims,10,3600\n2026-11-23T10:00,calls,200,180\n",
    );
    session.write(
        "centre/agents.csv",
        "agent,contract,queues\nann,full-time,calls|claims\nbob,full-time,calls\n",
    );
    // 20 agents may be busy for 12 hours; calls take 10, and half of the agents can do claims.
    let said = session.wfm("staff centre").ok().stderr;
    assert!(
        said.contains("claims: 1.0 of its 10.0 agent-hours would fit between the contacts of calls"),
        "{said}"
    );
    assert_eq!(column(&session.read("centre/out/requirement.csv"), "agents")[0], "10");
    session.write("centre/agents.csv", "agent,contract,queues\nann,full-time,claims\nbob,full-time,calls\n");
    assert!(!session.wfm("staff centre").ok().stderr.contains("would fit"));
}
