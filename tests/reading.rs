//! Centre folders are read as `docs/formats.md` says, and what is written is read back the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use wfm_core::io::{self, InputProblems, Source, Want, Wanted};
use wfm_core::model::*;

const CENTRE: &str = r#"
name = "Harbour Bank"
time_zone = "Europe/London"
currency = "GBP"
interval_minutes = 30

[[queue]]
id = "cards"
channel = "voice"
open = ["mon-fri 07:00-21:00", "sat 09:00-17:00"]
model = "erlang-a"
patience_seconds = 180
service_level = 0.80
within_seconds = 20
service_level_definition = "offered"
target_over = "interval"
max_abandonment = 0.05
max_asa_seconds = 30
max_occupancy = 0.88
minimum_agents = 2

[[queue]]
id = "webchat"
channel = "chat"
concurrency = 3
chat_speed = [1.0, 0.75, 0.60]

[queue.shrinkage]
leave = 0.2

[[queue]]
id = "claims"
channel = "email"
respond_within_hours = 8
respond_share = 0.95

[shrinkage]
planned = 0.10
unplanned = 0.07
combine = "multiplicative"

[[shift]]
id = "long"
days = "mon-sun"
start = "07:00-14:30"
start_every_minutes = 30
length = ["8:00", "9:00"]
breaks = [
  { id = "rest 1", minutes = 30, paid = true,  window = "1:00-2:00" },
  { id = "meal",   minutes = 30, paid = false, window = "3:00-4:00" },
  { id = "rest 2", minutes = 30, paid = true,  window = "6:00-6:30" },
]
break_every_minutes = 30
max_work_without_break = "3:30"
min_between_breaks = "0:45"
min_from_shift_ends = "0:30"

[[contract]]
id = "full-time"
hours_per_week = [37.0, 42.0]
days_per_week = [5, 5]
hours_per_day = [8.0, 10.0]
min_rest_hours = 11.0
max_consecutive_days = 6
consecutive_days_off = 2
max_start_spread_hours = 2.0
weekends_off_of = [1, 2]
min_weekly_rest_hours = 35.5
min_consecutive_days = 2
min_consecutive_days_off = 2
not_next_day = { long = ["long"] }
day_off_after = "long"
day_off_before = ["long"]
max_consecutive_weekends = 2
max_weekends = 3
shift_counts = [{ shifts = ["long"], per_week = [0, 5] }, { shifts = ["long"], per_period = [2, 6] }]
hours_per_period = [140, 160.5]
days_off_per_period = [8, 9]
max_start_change_hours = 1.5
same_paid_hours_in_week = true
leave_day_hours = 7.5
shifts = ["long"]
rest_after = { long = 24.5 }
rotation = [["long", "long|off", "any", "work", "off", "off", "off"], ["off", "off", "off", "off", "off", "off", "off"]]
rotation_from = "2026-11-23"

[roster]
understaffing = [{ up_to_share = 0.10, cost = 10 }, { cost = 30 }]
overstaffing  = [{ up_to_share = 0.10, cost = 2 },  { cost = 6 }]
paid_hour_above_minimum = 4
start_deviation_hour = 2
start_deviation_cap = 8
wished_day_off = 10
time_limit_seconds = 60
gap = 0.005
seed = 1
"#;

fn text(name: &'static str, text: &str) -> Source<'static> {
    Source::new(name, std::io::Cursor::new(text.as_bytes().to_vec()))
}

fn centre() -> Centre {
    accept(io::centre(text("centre.toml", CENTRE)))
}

/// What was read without any problem, not even a note.
fn accept<T>(reading: io::Reading<T>) -> T {
    let (value, notes) = reading.accept(true).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(notes.is_empty(), "{notes}");
    value
}

fn codes(problems: &InputProblems) -> Vec<String> {
    problems.iter().map(|problem| problem.code.to_string()).collect()
}

fn histories(centre: &Centre, table: &str) -> (Vec<History>, InputProblems) {
    let reading = io::history(vec![text("history.csv", table)], centre, &Calendar::default());
    reading.accept(false).unwrap_or_else(|problems| panic!("{problems}"))
}

fn offered(history: &History, instant: &str) -> Option<f64> {
    history.get(Measure::Offered, history.grid().index_of(instant.parse().unwrap()).unwrap())
}

fn test_data() -> Option<PathBuf> {
    let folder = std::env::var_os("WFM_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: WFM_TEST_DATA is not set");
    }
    folder
}

#[test]
fn every_key_of_a_centre_is_understood() {
    let centre = centre();
    let cards = &centre.queues[0];
    assert_eq!(cards.model, Some(StaffingModel::ErlangA));
    assert_eq!(cards.target.service_level.unwrap().within, 20.0);
    assert_eq!((cards.target.max_asa, cards.target.minimum_agents), (Some(30.0), 2));
    assert_eq!(cards.opening.rules.len(), 2);
    assert_eq!(centre.queues[1].chat_speed, [1.0, 0.75, 0.6]);
    assert_eq!(centre.queues[1].shrinkage.as_ref().unwrap().causes(), [("leave".to_owned(), 0.2)]);
    assert_eq!(centre.queues[2].target.response.unwrap().within_hours, 8.0);
    assert_eq!(centre.shrinkage.causes()[0], ("planned".to_owned(), 0.10));
    let shift = &centre.shifts[0];
    assert_eq!((shift.start.earliest, shift.start.latest), (420, 870));
    assert_eq!(shift.lengths, [480, 540]);
    assert_eq!((shift.breaks[1].earliest, shift.breaks[1].latest, shift.breaks[1].paid), (180, 240, false));
    let contract = &centre.contracts[0];
    assert_eq!((contract.hours_per_week, contract.days_per_week), ((37.0, 42.0), (5, 5)));
    assert_eq!((contract.weekends_off_of, contract.leave_day_hours), (Some((1, 2)), Some(7.5)));
    let long = vec![ShiftId::from("long")];
    let count = |per_week, per_period| ShiftCount { shifts: long.clone(), per_week, per_period };
    let further = Contract {
        min_weekly_rest_hours: Some(35.5),
        min_consecutive_days: Some(2),
        min_consecutive_days_off: Some(2),
        not_next_day: [("long".into(), long.clone())].into(),
        day_off_after: long.clone(),
        day_off_before: long.clone(),
        max_consecutive_weekends: Some(2),
        max_weekends: Some(3),
        shift_counts: vec![count(Some((0, 5)), None), count(None, Some((2, 6)))],
        hours_per_period: Some((140.0, 160.5)),
        days_off_per_period: Some((8, 9)),
        max_start_change_hours: Some(1.5),
        same_paid_hours_in_week: true,
        rest_after: [("long".into(), 24.5)].into(),
        ..contract.clone()
    };
    assert_eq!(*contract, further);
    assert_eq!(shift.break_rules, BreakRules { max_work: Some(210), min_between: 45, min_from_ends: 30 });
    let rotation = contract.rotation.as_ref().unwrap();
    let day = |off, shifts| RotationDay { off, shifts };
    let week = [
        day(false, Some(long.clone())),
        day(true, Some(long.clone())),
        day(true, None),
        day(false, None),
        day(true, Some(Vec::new())),
    ];
    assert_eq!(rotation.weeks[0][..5], week);
    assert_eq!((rotation.weeks.len(), rotation.from), (2, "2026-11-23".parse().ok()));
    assert_eq!(centre.weights, RosterWeights::default());
    assert_eq!(centre.week_starts, chrono::Weekday::Mon);
}

#[test]
fn attendance_has_people_hours_and_limits() {
    let more = "\n[[roster.attendance]]\nid = \"leads\"\nteam = \"leads\"\nopen = \"mon-fri 09:00-17:00\"\nat_least = 1\n\
                [[roster.attendance]]\nid = \"seats\"\nsite = \"north\"\nat_most = 40\ncost = 7\n";
    let toml = CENTRE.to_owned() + more;
    let centre = accept(io::centre(Source::new("centre.toml", std::io::Cursor::new(toml.into_bytes()))));
    let [leads, seats] = &centre.weights.attendance[..] else { panic!("two") };
    assert_eq!((leads.at_least, leads.at_most, leads.cost), (1, None, 50.0));
    assert_eq!((leads.team.as_deref(), leads.open.rules.len()), (Some("leads"), 1));
    assert_eq!((seats.at_least, seats.at_most, seats.cost), (0, Some(40), 7.0));
    let pair = "\n[[roster.attendance]]\nid = \"car\"\nagents = [\"ann\", \"ben\"]\ntogether = true\n";
    let toml = CENTRE.to_owned() + pair;
    let centre = accept(io::centre(Source::new("centre.toml", std::io::Cursor::new(toml.into_bytes()))));
    let car = &centre.weights.attendance[0];
    assert_eq!((car.agents.len(), car.together, car.at_most), (2, true, None));
    let alone = CENTRE.to_owned() + &pair.replace(", \"ben\"", "");
    let problems = io::centre(Source::new("centre.toml", std::io::Cursor::new(alone.into_bytes()))).problems;
    assert_eq!(codes(&problems), ["E1008"]);
    let told = |together: &str| {
        let toml = CENTRE.to_owned() + &pair.replace("true", together);
        codes(&io::centre(Source::new("centre.toml", std::io::Cursor::new(toml.into_bytes()))).problems)
    };
    assert_eq!(told("\"yes\""), ["E1007"], "and not that anything is missing");
    assert_eq!(told("false"), ["E1006"]);
    let bad = more.replace("team = \"leads\"", "queue = \"card\"").replace("at_most = 40\n", "");
    let toml = CENTRE.to_owned() + &bad;
    let problems = io::centre(Source::new("centre.toml", std::io::Cursor::new(toml.into_bytes()))).problems;
    assert_eq!(codes(&problems), ["E1013", "E1006"]);
}

#[test]
fn a_rotation_must_have_whole_weeks_of_known_shifts() {
    let broken = |to: &str| {
        let toml = CENTRE.replacen("[\"off\", \"off\", \"off\", \"off\", \"off\", \"off\", \"off\"]", to, 1);
        codes(&io::centre(Source::new("centre.toml", std::io::Cursor::new(toml.into_bytes()))).problems)
    };
    assert_eq!(broken("[\"off\"]"), ["E1007"]);
    assert_eq!(broken("[\"lang\", \"off\", \"off\", \"off\", \"off\", \"off\", \"off\"]"), ["E1013"]);
    assert_eq!(broken("\"off\""), ["E1007"]);
}

#[test]
fn meetings_with_a_length_are_to_be_placed() {
    let centre = centre();
    let agents = accept(io::agents(
        text("agents.csv", "agent,contract,rotation_week\nann,full-time,2\nbob,full-time,\n"),
        &centre,
    ));
    assert_eq!([agents[0].rotation_week, agents[1].rotation_week], [Some(2), None]);
    let read = |rows: &str| {
        let table = format!("agent,from,to,kind,minutes,together,weekly\n{rows}");
        let reading = io::availability(
            Source::new("availability.csv", std::io::Cursor::new(table.into_bytes())),
            &centre,
            &agents,
        );
        (codes(&reading.problems), reading.value.unwrap_or_default())
    };
    let (problems, rows) = read(
        "ann,2026-11-23,2026-11-27,training,60,,\nbob,2026-11-23T09:00,2026-12-04T12:00,meeting,30,team,mon\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        rows.iter().map(|row| row.minutes_to_place()).collect::<Vec<_>>(),
        [Some(60), Some(30), Some(30)]
    );
    assert_eq!((rows[1].to - rows[1].from).num_hours(), 3);
    assert_eq!(rows[2].together.as_deref(), Some("team"));
    let wrong = "ann,2026-11-23,2026-11-23,leave,60,,\nann,2026-11-23T09:00,2026-11-23T09:30,meeting,60,,\n\
                 ann,2026-11-23,2026-11-23,meeting,,team,\nann,2026-11-23,2026-11-23,meeting,x,,\n";
    assert_eq!(read(wrong).0, ["E1324", "E1324", "E1324", "E1312"]);
}

#[test]
fn the_date_of_a_shift_is_the_agents_own() {
    let centre = centre();
    let table = "agent,contract,time_zone\nann,full-time,Asia/Manila\n";
    let agents = accept(io::agents(text("agents.csv", table), &centre));
    let roster =
        "agent,date,shift,start,end\nann,2026-11-24,long,2026-11-23T23:00:00Z,2026-11-24T07:00:00Z\n";
    let read = accept(io::roster(text("roster.csv", roster), None, &centre, &agents));
    assert_eq!(read.assignments[0].date.to_string(), "2026-11-24");
}

#[test]
fn lines_redials_callbacks_and_the_spread_of_handle_times_are_read() {
    let more = "patience_seconds = 180\nlines = 60\nredial_abandoned = 0.5\nredial_blocked = 1.0\n\
                callback_share = 0.3\ncallback_after_seconds = 45\nhandle_time_cv = 1.2\n\
                short_abandon_seconds = 5";
    let toml = CENTRE
        .replacen("patience_seconds = 180", more, 1)
        .replacen("\"offered\"", "\"short_abandons_removed\"", 1)
        .replacen("model = \"erlang-a\"\n", "", 1);
    let centre = accept(io::centre(Source::new("centre.toml", std::io::Cursor::new(toml.into_bytes()))));
    let cards = &centre.queues[0];
    assert_eq!((cards.lines, cards.redial_abandoned, cards.redial_blocked), (Some(60), Some(0.5), Some(1.0)));
    assert_eq!((cards.callback_share, cards.callback_after), (Some(0.3), Some(45.0)));
    assert_eq!(cards.handle_time_cv, Some(1.2));
    let level = cards.target.service_level.unwrap();
    assert_eq!(level.definition, ServiceLevelDefinition::ShortAbandonsRemoved);
    assert_eq!(level.short_abandon, Some(5.0));
    assert_eq!(cards.sizing_model(), StaffingModel::ErlangX);
}

/// A requirement of a file and one that is computed are told by the same mathematics.
#[test]
fn a_requirement_read_has_the_model_by_which_it_would_be_computed() {
    let centre = centre();
    let table = "interval_start,queue,offered,aht_seconds,agents\n\
                 2026-11-23T09:00,cards,100,180,14\n2026-11-23T09:00,webchat,10,300,3\n\
                 2026-11-23T09:00,claims,10,300,3\n";
    let requirements = accept(io::requirement(text("requirement.csv", table), &centre));
    let models: Vec<StaffingModel> =
        requirements.iter().map(|requirement| requirement.basis.as_ref().unwrap().model).collect();
    assert_eq!(models, [StaffingModel::ErlangA, StaffingModel::Chat, StaffingModel::Deferred]);
}

#[test]
fn a_centre_may_be_small() {
    let centre = accept(io::centre(text("centre.toml", "time_zone = \"UTC\"\n[[queue]]\nid = \"q\"\n")));
    assert_eq!((centre.interval_minutes, centre.queues[0].channel), (15, Channel::Voice));
    assert!(centre.queues[0].target.is_empty());
}

#[test]
fn semicolons_byte_order_marks_crlf_and_any_order_of_columns_are_read() {
    let table = "\u{feff}Offered;AHT Seconds;Queue;Interval start\r\n\r\n12,5;100;cards;2026-03-02 07:00\r\n";
    let (histories, notes) = histories(&centre(), table);
    assert_eq!(offered(&histories[0], "2026-03-02T07:00:00Z"), Some(12.5));
    assert_eq!(histories[0].get(Measure::HandleSeconds, 14), Some(1250.0));
    assert_eq!(codes(&notes), ["N1125"]);
}

#[test]
fn unknown_columns_are_noted_once() {
    let table = "interval_start,queue,offered,weather,mood\n2026-03-02T07:00,cards,1,wet,fair\n";
    let (_, notes) = histories(&centre(), table);
    assert_eq!(codes(&notes), ["N1117"]);
    assert!(notes.to_string().contains("weather, mood"));
}

#[test]
fn missing_is_not_zero_and_the_grid_is_whole_days() {
    let table = "interval_start,queue,offered\n2026-03-02T07:00,cards,0\n2026-03-03T08:00,cards,4\n";
    let (histories, _) = histories(&centre(), table);
    assert_eq!(histories[0].grid().len(), 96);
    assert_eq!(offered(&histories[0], "2026-03-02T07:00:00Z"), Some(0.0));
    assert_eq!(offered(&histories[0], "2026-03-02T07:30:00Z"), None);
}

#[test]
fn finer_rows_are_summed() {
    let mut table = String::from("interval_start,queue,offered,handled,aht_seconds\n");
    for minute in (0..60).step_by(5) {
        table += &format!("2026-03-02T07:{minute:02},cards,2,1,{}\n", 100 + minute);
    }
    let (histories, notes) = histories(&centre(), &table);
    assert!(notes.is_empty(), "{notes}");
    assert_eq!(offered(&histories[0], "2026-03-02T07:00:00Z"), Some(12.0));
    assert_eq!(
        histories[0].get(Measure::HandleSeconds, 15),
        Some(600.0 + 30.0 + 35.0 + 40.0 + 45.0 + 50.0 + 55.0)
    );
}

#[test]
fn an_interval_with_a_part_missing_is_noted() {
    let mut table = String::from("interval_start,queue,offered\n");
    for minute in (0..60).step_by(5).filter(|minute| *minute != 40) {
        table += &format!("2026-03-02T07:{minute:02},cards,2\n");
    }
    let (histories, notes) = histories(&centre(), &table);
    assert_eq!(codes(&notes), ["N1126"]);
    assert_eq!(offered(&histories[0], "2026-03-02T07:30:00Z"), Some(10.0));
}

#[test]
fn rows_outside_opening_hours_are_set_aside_and_counted() {
    let rows = |within: u32| {
        format!(
            "interval_start,queue,offered\n2026-03-02T06:30,cards,5\n2026-03-02T07:00,cards,{within}\n2026-03-08T12:00,cards,3\n"
        )
    };
    let (_, notes) = self::histories(&centre(), &rows(700));
    assert_eq!(codes(&notes), ["N1124"]);
    let (histories, notes) = self::histories(&centre(), &rows(7));
    assert_eq!(codes(&notes), ["W1128"], "half of all contacts are in doubt");
    assert!(
        notes.to_string().contains("2 intervals outside opening hours set aside, with 8 offered"),
        "{notes}"
    );
    assert_eq!(histories[0].measure(Measure::Offered).unwrap().total(), 7.0);
}

#[test]
fn the_calendar_closes_a_day() {
    let centre = centre();
    let days = "date,kind,name,queue,open,factor\n2026-03-02,closed,,,,\n2026-03-03,short,Eve,cards,07:00-08:00|09:00-10:00,0.8\n";
    let calendar = accept(io::calendar(text("calendar.csv", days), &centre));
    assert_eq!(calendar.days[1].open.len(), 2);
    let table = "interval_start,queue,offered\n2026-03-02T07:00,cards,5\n2026-03-03T09:30,cards,7\n2026-03-03T08:00,cards,7\n";
    let reading = io::history(vec![text("history.csv", table)], &centre, &calendar);
    let (histories, notes) = reading.accept(false).unwrap();
    assert!(notes.to_string().contains("12 offered"), "{notes}");
    assert_eq!(offered(&histories[0], "2026-03-03T09:30:00Z"), Some(7.0));
}

/// London, 25 October 2026: 01:00 to 02:00 comes twice.
#[test]
fn a_time_that_comes_twice_is_first_the_earlier_then_the_later() {
    let table = "interval_start,queue,offered\n2026-10-25T01:00,webchat,3\n2026-10-25T01:30,webchat,4\n\
                 2026-10-25T01:00,webchat,5\n2026-10-25T01:30,webchat,6\n";
    let (histories, notes) = histories(&centre(), table);
    assert!(notes.is_empty(), "{notes}");
    for (instant, expected) in [("00:00", 3.0), ("00:30", 4.0), ("01:00", 5.0), ("01:30", 6.0)] {
        assert_eq!(offered(&histories[0], &format!("2026-10-25T{instant}:00Z")), Some(expected));
    }
    assert_eq!(histories[0].grid().len(), 50);
}

#[test]
fn histories_may_come_in_several_files() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("centre.toml"), CENTRE).unwrap();
    fs::create_dir(folder.path().join("history")).unwrap();
    for (name, day) in [("b.csv", 3), ("a.csv", 2)] {
        let table = format!("interval_start,queue,offered\n2026-03-0{day}T07:00,cards,{day}\n");
        fs::write(folder.path().join("history").join(name), table).unwrap();
    }
    let wanted = Wanted { history: Want::Needed, ..Wanted::default() };
    let inputs = accept(io::read(folder.path(), &wanted));
    assert_eq!(inputs.history[0].measure(Measure::Offered).unwrap().total(), 5.0);
}

#[test]
fn availability_dates_include_their_day_and_weekly_entries_are_repeated() {
    let centre = centre();
    let agents = [Agent::new("a", "full-time"), Agent::new("b", "full-time")];
    let table = "agent,from,to,kind,weekly,shift,weight,note\na,2026-03-28,2026-03-29,leave,,,,\n\
                 b,2026-03-02T09:00,2026-03-31T10:00,meeting,\"mon,tue\",,,team\n\
                 b,2026-03-01,2026-03-08,wish_off,sun,long,3,\n";
    let entries = accept(io::availability(text("availability.csv", table), &centre, &agents));
    // The clock goes forward on 29 March: the two days have 47 hours.
    assert_eq!((entries[0].to - entries[0].from).num_hours(), 47);
    let meetings: Vec<_> = entries.iter().filter(|e| e.kind == AvailabilityKind::Meeting).collect();
    assert_eq!(meetings.len(), 10);
    assert_eq!(meetings[9].from.to_rfc3339(), "2026-03-31T08:00:00+00:00");
    let wishes: Vec<_> = entries.iter().filter(|e| e.kind == AvailabilityKind::WishOff).collect();
    assert_eq!(wishes.len(), 2);
    assert_eq!((wishes[1].shift.clone(), wishes[1].weight, meetings[0].weight), (Some("long".into()), 3, 1));
}

#[test]
fn agents_have_skills_with_speeds() {
    let table = "agent,contract,queues,preferred_start,time_zone,cost_per_hour,name\n\
                 a,full-time,cards|webchat:0.9,09:00,Asia/Tehran,18.5,'=Ann\n";
    let agents = accept(io::agents(text("agents.csv", table), &centre()));
    assert_eq!(agents[0].skills[1], Skill { queue: "webchat".into(), speed: 0.9 });
    assert_eq!(agents[0].display_name(), "=Ann");
    assert_eq!(agents[0].zone, Some(chrono_tz::Asia::Tehran));
}

#[test]
fn zero_agents_and_zero_calls_are_for_the_command_to_judge() {
    let reading = io::agents(text("agents.csv", "agent,contract\n"), &centre());
    let (agents, notes) = reading.accept(true).unwrap();
    assert!(agents.is_empty());
    assert_eq!(codes(&notes), ["N1219"]);
    let (histories, notes) = histories(&centre(), "interval_start,queue,offered\n2026-03-02T07:00,cards,0\n");
    assert!(notes.is_empty());
    assert_eq!(histories[0].measure(Measure::Offered).unwrap().total(), 0.0);
}

#[test]
fn two_hundred_queues_are_read() {
    let mut toml = String::from("time_zone = \"UTC\"\n");
    let mut table = String::from("interval_start,queue,offered\n");
    for queue in 0..200 {
        toml += &format!("[[queue]]\nid = \"q{queue}\"\n");
        table += &format!("2026-03-02T07:00,q{queue},{queue}\n");
    }
    let centre = accept(io::centre(text("centre.toml", &toml)));
    let (histories, _) = histories(&centre, &table);
    assert_eq!(histories.len(), 200);
    assert_eq!(histories[199].measure(Measure::Offered).unwrap().total(), 199.0);
}

#[test]
fn a_call_log_becomes_a_history() {
    let table = "arrival,queue,answered,ended,outcome,agent\n\
                 2026-03-02T09:00:00,cards,2026-03-02T09:00:15,2026-03-02T09:03:15,answered,a\n\
                 2026-03-02T09:10:00,cards,2026-03-02T09:10:30,2026-03-02T09:40:30,answered,a\n\
                 2026-03-02T09:20:00,cards,,2026-03-02T09:20:45,abandoned,\n\
                 2026-03-02T10:29:59,cards,,,blocked,\n";
    let histories = accept(io::calls(text("calls.csv", table), &centre(), &Calendar::default()));
    let at = |measure, index| histories[0].get(measure, index);
    assert_eq!(at(Measure::Offered, 18), Some(3.0));
    assert_eq!(at(Measure::HandleSeconds, 18), Some(1980.0));
    assert_eq!(at(Measure::AnsweredInThreshold, 18), Some(1.0));
    assert_eq!(at(Measure::WaitAbandonedSeconds, 18), Some(45.0));
    // Between the calls nobody called; before and after nobody knows.
    assert_eq!((at(Measure::Offered, 19), at(Measure::Offered, 20)), (Some(0.0), Some(1.0)));
    assert_eq!((at(Measure::Offered, 17), at(Measure::Offered, 21)), (None, None));
    assert!(histories[0].measure(Measure::AbandonedShort).is_none());
}

#[test]
fn a_roster_is_read_with_its_breaks() {
    let agents = [Agent::new("a", "full-time")];
    let roster =
        "agent,date,shift,start,end,locked\na,2026-03-02,long,2026-03-02T08:00,2026-03-02T16:00,shift\n";
    let activities = "agent,start,end,activity\na,2026-03-02T11:00,2026-03-02T11:30,meal\n";
    let roster = accept(io::roster(text("r", roster), Some(text("a", activities)), &centre(), &agents));
    let assignment = &roster.assignments[0];
    assert_eq!((assignment.paid_minutes, assignment.locked), (450, Lock::Shift));
    let names: Vec<&str> = assignment.segments.iter().map(|segment| segment.activity.name()).collect();
    assert_eq!(names, ["on_queue", "meal", "on_queue"]);
}

/// Six queues, half-hourly, three weeks; the columns renamed. The sums are those of the data's own description.
#[test]
fn the_six_queues_of_the_anonymous_bank_are_read() {
    let Some(data) = test_data() else { return };
    let table = data.join("anonbank-1999-02-calls/intervals_30min_1999-02-01_1999-02-21.csv");
    let table = fs::read_to_string(table).unwrap().replacen(
        "timestamp,queue,offered,handled,abandoned,abandoned_le_5s,answered_le_20s,handle_seconds_total,answer_wait_seconds_total,abandon_wait_seconds_total",
        "interval_start,queue,offered,handled,abandoned,abandoned_short,answered_in_threshold,handle_seconds,wait_answered_seconds,wait_abandoned_seconds",
        1,
    );
    let mut toml =
        String::from("time_zone = \"Asia/Jerusalem\"\nweek_starts = \"sunday\"\ninterval_minutes = 30\n");
    for queue in ["PS", "NE", "NW", "TT", "IN", "PE"] {
        toml += &format!("[[queue]]\nid = \"{queue}\"\n");
    }
    let centre = accept(io::centre(text("centre.toml", &toml)));
    let (histories, notes) = histories(&centre, &table);
    assert!(notes.is_empty(), "{notes}");
    assert_eq!(histories.len(), 6);
    let total = |measure| -> f64 { histories.iter().map(|h| h.measure(measure).unwrap().total()).sum() };
    assert_eq!(total(Measure::Offered), 25_669.0);
    assert_eq!(total(Measure::Abandoned), 4_770.0);
    assert_eq!(total(Measure::HandleSeconds), 3_584_239.0);
    assert_eq!(histories[0].grid().days().len(), 21);
}

/// The call records of the same bank give its interval table: arrival after the voice menu, limits of 20 and 5 seconds.
#[test]
fn the_calls_of_the_anonymous_bank_sum_to_its_intervals() {
    let Some(data) = test_data() else { return };
    let records = gunzip(&data.join("anonbank-1999-02-calls/calls_1999-02-01_1999-02-21.csv.gz"));
    let mut table = String::from("arrival,queue,answered,ended,outcome\n");
    for record in records.lines().skip(1) {
        let cells: Vec<&str> = record.split(',').collect();
        let seconds = |cell: usize| chrono::Duration::seconds(cells[cell].parse::<i64>().unwrap().max(0));
        let entry = format!("{} {:0>8}", cells[0], cells[4]);
        let entry = chrono::NaiveDateTime::parse_from_str(&entry, "%Y-%m-%d %H:%M:%S").unwrap();
        let arrival = entry + seconds(6);
        let waited = arrival + seconds(9);
        table += &match cells[10] {
            "AGENT" => format!("{arrival},{},{waited},{},answered\n", cells[1], waited + seconds(13)),
            "HANG" => format!("{arrival},{},,{waited},abandoned\n", cells[1]),
            _ => continue,
        };
    }
    let mut toml = String::from("time_zone = \"Asia/Jerusalem\"\ninterval_minutes = 30\n");
    for queue in ["PS", "NE", "NW", "TT", "IN", "PE"] {
        toml += &format!(
            "[[queue]]\nid = \"{queue}\"\nservice_level = 0.8\nwithin_seconds = 20\nshort_abandon_seconds = 5\n"
        );
    }
    let centre = accept(io::centre(text("centre.toml", &toml)));
    let histories = accept(io::calls(text("calls.csv", &table), &centre, &Calendar::default()));
    let total = |measure| -> f64 { histories.iter().map(|h| h.measure(measure).unwrap().total()).sum() };
    for (measure, expected) in [
        (Measure::Offered, 25_669.0),
        (Measure::Handled, 20_899.0),
        (Measure::Abandoned, 4_770.0),
        (Measure::AbandonedShort, 1_883.0),
        (Measure::AnsweredInThreshold, 12_594.0),
        (Measure::HandleSeconds, 3_584_239.0),
        (Measure::WaitAnsweredSeconds, 830_723.0),
        (Measure::WaitAbandonedSeconds, 196_734.0),
    ] {
        assert_eq!(total(measure), expected, "{}", measure.name());
    }
    let busy: usize = histories
        .iter()
        .map(|h| {
            h.measure(Measure::Offered).unwrap().iter().flatten().filter(|offered| *offered > 0.0).count()
        })
        .sum();
    assert_eq!(busy, 2_352);
}

/// 5-minute rows of a bank planned at 30 minutes, open to five past nine in the evening.
#[test]
fn the_five_minute_rows_of_the_bank_are_summed_to_half_hours() {
    let Some(data) = test_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let packed = data.join("bank-2003-5min/calls_5min_2003-03-03_2003-08-22.csv.gz");
    let table = gunzip(&packed).replacen("timestamp", "interval_start", 1);
    fs::write(folder.path().join("history.csv"), &table).unwrap();
    fs::copy(data.join("bank-2003-5min/calendar.csv"), folder.path().join("calendar.csv")).unwrap();
    let toml = "time_zone = \"America/New_York\"\ninterval_minutes = 30\n[[queue]]\nid = \"bank\"\nopen = [\"mon-fri 07:00-21:05\"]\n";
    fs::write(folder.path().join("centre.toml"), toml).unwrap();
    let inputs = accept(io::read(folder.path(), &Wanted { history: Want::Needed, ..Wanted::default() }));
    let observed = inputs.history[0].measure(Measure::Offered).unwrap();
    assert_eq!(observed.iter().flatten().count(), 121 * 29);
    let rows: f64 =
        table.lines().skip(1).map(|row| row.rsplit(',').next().unwrap().parse::<f64>().unwrap()).sum();
    assert_eq!(observed.total(), rows);
}

fn gunzip(path: &Path) -> String {
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_roster_benchmark_is_read() {
    let Some(data) = test_data() else { return };
    for (name, agents, required) in [("wk20", 20, 2_284.0), ("wk100", 100, 11_378.0)] {
        let wanted = Wanted {
            agents: Want::Needed,
            availability: Want::Needed,
            requirement: Want::Needed,
            ..Wanted::default()
        };
        let inputs = accept(io::read(&data.join("roster-benchmark").join(name), &wanted));
        assert_eq!(inputs.agents.len(), agents);
        let requirement = &inputs.requirement.unwrap()[0];
        assert_eq!(requirement.agents.iter().sum::<f64>(), required);
        assert_eq!(requirement.open.iter().filter(|open| **open).count(), 448);
        assert_eq!((requirement.grid.len(), requirement.basis.is_some()), (672, false));
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Quarters are exact in six decimals.
fn quarter() -> impl Strategy<Value = f64> {
    (0u32..4000).prop_map(|quarters| f64::from(quarters) / 4.0)
}

fn days(days: u32) -> Grid {
    // The night of a clock change is among them.
    Grid::of_days("2026-10-24".parse().unwrap(), days, 30, chrono_tz::Europe::London).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_history_is_read_as_it_was_written(values in prop::collection::vec(prop::option::of(quarter()), 146)) {
        let centre = accept(io::centre(text("c", &CENTRE.replace("open = [", "# open = ["))));
        let mut values = values;
        values[0] = Some(1.0);
        values[145] = Some(2.0);
        let offered = Observations::new(values.clone()).unwrap();
        let handled = Observations::new(values).unwrap();
        let measures = BTreeMap::from([(Measure::Offered, offered), (Measure::Handled, handled)]);
        let history = History::new("cards".into(), days(3), measures).unwrap();
        let table = written(|out| io::write::history(out, std::slice::from_ref(&history)));
        let (read, notes) = histories(&centre, &table);
        prop_assert!(notes.is_empty());
        prop_assert_eq!(read, vec![history]);
    }

    #[test]
    fn a_requirement_is_read_as_it_was_written(agents in prop::collection::vec(quarter(), 146), asa in quarter()) {
        let centre = centre();
        let len = agents.len();
        let performance = Performance { service_level: Some(0.75), asa: Some(f64::INFINITY), ..Performance::default() };
        let basis = Basis {
            model: StaffingModel::ErlangA,
            service_level: centre.queues[0].target.service_level,
            offered: agents.clone(),
            aht: vec![asa; len],
            erlangs: vec![0.5; len],
            performance: vec![performance; len],
            warnings: Vec::new(),
        };
        let requirement = Requirement {
            queue: "cards".into(),
            grid: days(3),
            open: vec![true; len],
            scheduled: agents.iter().map(|n| n * 1.25).collect(),
            agents,
            basis: Some(basis),
        };
        let table = written(|out| io::write::requirement(out, std::slice::from_ref(&requirement)));
        let read = accept(io::requirement(text("requirement.csv", &table), &centre));
        prop_assert_eq!(read, vec![requirement]);
    }

    #[test]
    fn a_forecast_is_read_as_it_was_written(values in prop::collection::vec(quarter(), 146)) {
        let quantile = |probability, factor: f64| Quantile {
            probability,
            offered: values.iter().map(|value| value * factor).collect(),
        };
        let forecast = Forecast {
            aht: Some(vec![300.5; values.len()]),
            quantiles: vec![quantile(0.1, 0.5), quantile(0.5, 1.0), quantile(0.9, 1.5)],
            method: "file".to_owned(),
            ..Forecast::given("webchat", days(3), vec![true; values.len()], values.clone())
        };
        let table = written(|out| io::write::forecast(out, std::slice::from_ref(&forecast)));
        let read = accept(io::forecast(text("forecast.csv", &table), &centre()));
        prop_assert_eq!(read, vec![forecast]);
    }

    #[test]
    fn a_roster_is_read_as_it_was_written(starts in prop::collection::vec(0i64..16, 1..5), locked in 0usize..3) {
        let mut roster = Roster::default();
        for (day, start) in starts.iter().enumerate() {
            let date = "2026-10-23".parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(day as u64);
            let zone = chrono_tz::Europe::London;
            let start = first_instant(date, zone) + chrono::Duration::minutes(30 * start);
            let at = |minutes| start + chrono::Duration::minutes(minutes);
            let part = |from, to, activity: &str, queue: Option<&str>| Segment {
                start: at(from),
                end: at(to),
                activity: Activity::from(activity.to_owned()),
                queue: queue.map(QueueId::from),
            };
            roster.assignments.push(Assignment {
                agent: "=a".into(),
                date,
                shift: "long".into(),
                start,
                end: at(480),
                paid_minutes: 450,
                segments: vec![
                    part(0, 180, "on_queue", Some("cards")),
                    part(180, 210, "meal", None),
                    part(210, 480, "on_queue", None),
                ],
                locked: Lock::ALL[locked],
            });
        }
        let zone = chrono_tz::Europe::London;
        let assignments = written(|out| io::write::roster(out, &roster, zone));
        let activities = written(|out| io::write::activities(out, &roster, zone));
        let agents = [Agent::new("=a", "full-time")];
        let read = io::roster(text("r", &assignments), Some(text("a", &activities)), &centre(), &agents);
        prop_assert_eq!(accept(read), roster);
    }
}
