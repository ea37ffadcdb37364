//! The file of scenarios: what can be asked, and what is said of a file that is wrong.

use wfm_core::io::{self, InputProblems, Source};
use wfm_core::model::*;

const CENTRE: &str = r#"
time_zone = "Europe/London"
[[queue]]
id = "cards"
patience_seconds = 180
service_level = 0.8
within_seconds = 20
[[queue]]
id = "chat"
channel = "chat"
[[shift]]
id = "day"
start = "08:00"
length = ["8:00"]
[[contract]]
id = "full-time"
hours_per_week = [35, 40]
days_per_week = [5, 5]
"#;

fn centre() -> Centre {
    io::centre(Source::new("centre.toml", CENTRE.as_bytes())).accept(true).unwrap().0
}

fn questions(text: &str) -> Questions {
    let reading = io::scenarios(Source::new("what.toml", text.as_bytes()), &centre());
    reading.accept(true).unwrap_or_else(|problems| panic!("{problems}")).0
}

fn problems(text: &str) -> InputProblems {
    io::scenarios(Source::new("what.toml", text.as_bytes()), &centre()).problems
}

fn demand(queues: &[&str], change: DemandChange) -> Change {
    Change::Demand { queues: queues.iter().map(|id| (*id).into()).collect(), change }
}

#[test]
fn a_scenario_holds_changes_of_queues_and_people() {
    let asked = questions(
        r#"
[[scenario]]
id = "summer"
queues = ["cards"]
volume = 1.1
fcr_points = 0.03
fcr = 0.70
repeat_share = 0.8
service_level = 0.9
absence = 0.05
hire = [{ count = 3, contract = "summer", queues = ["cards"], cost_per_hour = 14.5 }]
leavers = [{ count = 1, team = "North" }]
train = [{ contract = "full-time", serves = "cards", learn = "chat", speed = 0.8 }]
[[scenario.also]]
queues = ["chat"]
deflection = 0.2
[[scenario.contract]]
id = "summer"
hours_per_week = [20, 20]
days_per_week = [4, 5]
shifts = ["day", "late"]
[[scenario.shift]]
id = "late"
start = "14:00"
length = ["5:00"]
"#,
    );
    let [Scenario { name, changes }] = &asked.scenarios[..] else { panic!("{asked:?}") };
    assert_eq!(name, "summer");
    let volume = demand(&["cards"], DemandChange::Volume(1.1));
    let bot = DemandChange::Deflection { share: 0.2, aht_ratio: 0.7, return_share: 0.0 };
    let settled = DemandChange::FirstContactResolution { from: 0.70, to: 0.73, repeat_share: 0.8 };
    for change in [volume, demand(&["chat"], bot), demand(&["cards"], settled)] {
        assert!(changes.contains(&change), "{change:?} is not in {changes:#?}");
    }
    let supply = |change: &&Change| matches!(change, Change::Supply(_));
    assert_eq!(changes.iter().filter(supply).count(), 5);
    assert_eq!(changes.len(), 10);
}

#[test]
fn grids_and_sensitivities_vary_in_the_order_of_the_file() {
    let asked = questions(
        r#"
[[grid]]
id = "demand"
queues = ["cards"]
volume = [0.9, 1.0, 1.1]
aht = 0.95
[sensitivity]
shrinkage_points = [-0.02, 0.02]
deflection = [0.1]
deflected_aht_ratio = 0.6
volume = [0.9, 1.1]
"#,
    );
    let names = |axes: &[Axis]| axes.iter().map(|axis| axis.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&asked.grids[0].axes), ["volume", "aht"]);
    assert_eq!(asked.grids[0].axes[0].steps[1].name, "volume 1");
    assert_eq!(names(&asked.sensitivity), ["shrinkage_points", "deflection", "volume"]);
    let bot = DemandChange::Deflection { share: 0.1, aht_ratio: 0.6, return_share: 0.0 };
    assert_eq!(asked.sensitivity[1].steps[0].changes, [demand(&[], bot)]);
}

#[test]
fn opening_hours_say_what_becomes_of_the_contacts() {
    let asked = questions(
        "[[scenario]]\nid = \"late\"\nopen = [\"mon-fri 08:00-22:00\"]\nnew_hours_level = 0.3\nmoved_share = 0.5\n",
    );
    let [Change::Demand { change: DemandChange::Opening { opening, moved_share, new_hours_level }, .. }] =
        &asked.scenarios[0].changes[..]
    else {
        panic!("{asked:?}")
    };
    assert_eq!((opening.rules.len(), *moved_share, *new_hours_level), (1, 0.5, Some(0.3)));
}

#[test]
fn everything_wrong_is_told_at_once_with_its_line() {
    let problems = problems(
        r#"[[scenario]]
id = "odd"
queues = ["crads"]
volume = "1.1"
service_level = 90
colour = "red"
fcr_points = 0.03
hire = [{ count = 0, contract = "full-tim" }]
leavers = [{ team = "North" }]
train = [{ team = "North" }]
[[scenario]]
id = "odd"
[[grid]]
id = "empty"
[sensitivity]
volume = []
aht = [0.9, -1]
[[sensitivty]]
"#,
    );
    let said = problems.to_string();
    let expected = [
        ("E1013", 3, "did you mean \"cards\"?"),
        ("E1007", 4, "without quotation marks"),
        ("E1009", 5, "write 0.9 for 90 %"),
        ("W1021", 6, "colour"),
        ("E1006", 7, "repeat_share"),
        ("E1008", 8, "count is 0"),
        ("E1013", 8, "did you mean \"full-time\"?"),
        ("E1006", 9, "count is missing"),
        ("E1006", 10, "learn"),
        ("E1012", 12, "twice"),
        ("E1006", 13, "nothing is varied"),
        ("E1010", 16, "volume has no value"),
        ("E1008", 17, "aht is -1"),
        ("W1021", 18, "did you mean \"sensitivity\"?"),
    ];
    for (code, line, words) in expected {
        let found = problems.iter().any(|problem| {
            problem.code.to_string() == code
                && problem.line == Some(line)
                && problem.to_string().contains(words)
        });
        assert!(found, "{code} in line {line} with {words:?} is not said:\n{said}");
    }
}

#[test]
fn a_file_that_asks_nothing_is_refused() {
    assert!(problems("# nothing\n").to_string().contains("E1023"));
    let absent = io::scenarios(Source::path("/no/such/file.toml"), &centre());
    assert!(absent.value.is_none() && absent.problems.to_string().contains("docs/whatif.md"));
}
