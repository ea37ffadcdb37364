//! `wfm roster`

use super::session::{Answer, Session};

#[test]
fn a_requirement_and_agents_make_a_roster() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok();
    session.wfm("roster centre --work-limit 1").ok().printing(&["14 of 14 agents work", "every rule holds"]);
    let files =
        ["activities.csv", "coverage.csv", "report.html", "requirement.csv", "roster.csv", "summary.json"];
    assert_eq!(session.files("centre/out"), files);

    let roster = session.rows("centre/out/roster.csv");
    assert_eq!(roster[0].join(","), "agent,date,shift,start,end,paid_hours");
    assert_eq!(session.rows("centre/out/activities.csv")[0].join(","), "agent,start,end,activity,queue");
    assert!(!roster.iter().any(|row| row[0] == "dev" && row[1].as_str() >= "2026-09-10"), "on leave");
    assert!(!roster.iter().any(|row| row[0] == "nick" && row[1] == "2026-09-09"), "at college");
    let coverage = session.rows("centre/out/coverage.csv");
    assert_eq!(coverage[0][..5].join(","), "interval_start,queue,required,rostered,net");
    let trained = session.read("centre/out/activities.csv");
    assert!(trained.contains("ewa,2026-09-08T14:00:00+01:00,2026-09-08T15:00:00+01:00,training,"));
}

#[test]
fn the_figures_of_the_search_come_as_json() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok();
    let answer = session.wfm("roster centre --work-limit 2000000 --seed 7 --format json").ok().json();
    let figure = |name: &str| answer[name].as_f64().unwrap_or_else(|| panic!("no {name} in {answer}"));
    let (objective, bound) = (figure("objective"), figure("lower_bound"));
    assert!(bound <= objective);
    assert!((figure("gap_units") - (objective - bound)).abs() < 1e-5);
    assert!((figure("gap") - (objective - bound) / bound).abs() < 1e-5);
    assert!(figure("seconds") > 0.0);
    assert_eq!((figure("seed"), &answer["outcome"]), (7.0, &"work_limit".into()));
    let parts: f64 = answer["cost"].as_object().unwrap().values().filter_map(|part| part.as_f64()).sum();
    assert!((parts - objective).abs() < 1e-5, "the parts are the whole");
}

/// The smaller team gains by lots of agents that are freed, the larger one by annealing; both are in the improving phase
/// from less than half of the work on.
#[test]
fn one_thread_and_two_write_the_same_bytes() {
    for agents in [20, 40] {
        let session = Session::with_sample("help-desk");
        session.replace("centre/centre.toml", "gap = 0.005", "gap = 0.0");
        session.write("centre/agents.csv", team(agents));
        session.write("centre/availability.csv", "agent,from,to,kind\n");
        session.wfm("staff centre").ok();
        let files = ["roster.csv", "activities.csv", "coverage.csv", "summary.json", "report.html"];
        let [one, two] = ["1", "2"].map(|threads| {
            let line = format!("roster centre --work-limit 1000000000 --seed 7 --out {threads}");
            let output = session.command(&line).env("RAYON_NUM_THREADS", threads).output().unwrap();
            Answer::of(output).ok().printing(&["(work limit)"]);
            files.map(|file| session.read(&format!("{threads}/{file}")))
        });
        for (file, (one, two)) in files.iter().zip(one.iter().zip(&two)) {
            assert!(one == two, "{file} of {agents} agents differs");
        }
    }
}

/// Agents of whom every third works part-time, with starts that they prefer.
fn team(agents: usize) -> String {
    let agent = |i: usize| match i % 3 {
        0 => format!("a{i},part-time,{:02}:00\n", 9 + i % 4),
        _ => format!("a{i},full-time,{:02}:30\n", 7 + i % 3),
    };
    format!("agent,contract,preferred_start\n{}", (1..=agents).map(agent).collect::<String>())
}

#[test]
fn a_time_limit_that_ends_the_search_is_said() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok();
    let answer = session.wfm("roster centre --time-limit 0.3 --work-limit 99000000000 --format json").ok();
    assert_eq!(answer.json()["outcome"], "time_limit");
    session.wfm("roster centre --time-limit 0").ok().printing(&["14 of 14 agents work", "(time limit)"]);
    session.wfm("roster centre --time-limit -1").refused().saying(&["--time-limit is -1"]);
}

#[test]
fn a_requirement_can_be_named_and_the_output_led_elsewhere() {
    let session = Session::with_sample("help-desk");
    session.wfm("roster centre").refused().saying(&["no requirement.csv", "wfm staff centre"]);
    session.wfm("staff centre --out needs").ok();
    session.wfm("roster centre --requirement needs/requirement.csv --work-limit 1 --out rosters/a").ok();
    assert!(session.path("rosters/a/roster.csv").exists() && !session.path("centre/out").exists());
    session.wfm("roster centre --requirement nowhere.csv").refused().saying(&["nowhere.csv"]);
}

#[test]
fn too_few_people_for_the_promise_are_a_no_when_strict_and_the_roster_is_there() {
    let session = Session::with_sample("help-desk");
    let agents: Vec<String> = session.read("centre/agents.csv").lines().take(4).map(str::to_owned).collect();
    session.write("centre/agents.csv", agents.join("\n"));
    session.write("centre/availability.csv", "agent,from,to,kind\n");
    session.wfm("staff centre").ok();
    session.wfm("roster centre --work-limit 1").ok().printing(&["Shortest"]);
    session.wfm("roster centre --work-limit 1 --strict --out strict").no().printing(&["promised 80\u{a0}%"]);
    assert!(session.path("strict/roster.csv").exists());
}

#[test]
fn several_weeks_are_rostered_as_one_and_rules_of_the_period_reach_over_them() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --days 14").ok();
    session.replace(
        "centre/centre.toml",
        "id = \"full-time\"",
        "id = \"full-time\"\ndays_off_per_period = [4, 5]",
    );
    session
        .wfm("roster centre --weeks 2 --work-limit 1")
        .ok()
        .printing(&["14 of 14 agents work", "every rule holds"]);
    let dates: std::collections::BTreeSet<String> =
        session.rows("centre/out/roster.csv").into_iter().skip(1).map(|row| row[1].clone()).collect();
    assert_eq!(
        (dates.first().unwrap().as_str(), dates.last().unwrap().as_str()),
        ("2026-09-07", "2026-09-18")
    );
    session.wfm("verify centre").ok().printing(&["every rule holds"]);
    session.wfm("verify centre --weeks 1").no().printing(&["the day is not in the weeks of this roster"]);
}

#[test]
fn weeks_without_a_requirement_are_not_rostered() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok();
    session
        .wfm("roster centre --weeks 2")
        .refused()
        .saying(&["no rows in the week from 2026-09-14", "wfm staff --from 2026-09-07 --days 14"]);
    session.wfm("roster centre --weeks 0").refused().saying(&["1..=13"]);
}

#[test]
fn trainings_find_their_place_and_what_does_not_is_told() {
    let session = Session::with_sample("help-desk");
    let header = "agent,from,to,kind,minutes,together,note";
    let rows = [
        "amelia,2026-09-07,2026-09-11,training,60,,New phones",
        "ben,2026-09-08,2026-09-10,meeting,30,service desk,",
        "chloe,2026-09-08,2026-09-10,meeting,30,service desk,",
        "dev,2026-09-10,2026-09-10,training,30,,On leave that day",
        "dev,2026-09-10,2026-09-11,leave,,,Long weekend",
    ];
    session.write("centre/availability.csv", format!("{header}\n{}\n", rows.join("\n")));
    session.wfm("staff centre").ok();
    let answer = session.wfm("roster centre --work-limit 3000000").ok();
    answer.saying(&["dev: training of 30 minutes", "was not placed: no shift in that time"]);
    let activities = session.rows("centre/out/activities.csv");
    let of = |agent: &str, activity: &str| -> Vec<String> {
        let rows = activities.iter().filter(|row| row[0] == agent && row[3] == activity);
        rows.map(|row| row[1].clone()).collect()
    };
    assert_eq!((of("amelia", "training").len(), of("dev", "training").len()), (1, 0));
    assert_eq!(of("ben", "meeting").len(), 1);
    assert_eq!(of("ben", "meeting"), of("chloe", "meeting"));
    session.wfm("verify centre").ok().printing(&["every rule holds", "dev: training of 30 minutes"]);
    let verified = session.wfm("verify centre --format json").ok().json();
    assert_eq!(verified["cost"]["unplaced_activities"], 30.0);
    assert_eq!(verified["unplaced"][0]["reason"], "not_at_work");
    session.wfm("explain centre").ok().printing(&["meetings and training not placed 30"]);
}

#[test]
fn people_missing_together_are_told() {
    let session = Session::with_sample("help-desk");
    let rule = "\n[[roster.attendance]]\nid = \"first aid\"\nteam = \"First aiders\"\nopen = [\"mon-fri 09:00-10:00\"]\nat_least = 1\n";
    session.append("centre/centre.toml", rule);
    session.wfm("staff centre").ok();
    session
        .wfm("roster centre --work-limit 1")
        .ok()
        .saying(&["first aid: 0 at work Mon 7 Sep 09:00–10:00, at least 1 asked for"]);
    // Five days of four quarters, 50 each.
    let verified = session.wfm("verify centre --format json").ok().json();
    assert_eq!(verified["cost"]["attendance"], 1000.0);
}

#[test]
fn agents_who_come_without_each_other_are_told_and_unknown_ones_refused() {
    let session = Session::with_sample("help-desk");
    let agents = session.rows("centre/agents.csv");
    let (first, second) = (agents[1][0].clone(), agents[2][0].clone());
    let rule = format!(
        "\n[[roster.attendance]]\nid = \"car\"\nagents = [\"{first}\", \"{second}\"]\ntogether = true\ncost = 0\n"
    );
    session.append("centre/centre.toml", &rule);
    session.wfm("staff centre").ok();
    session.wfm("roster centre --work-limit 1").ok().saying(&["car: 1 at work", "all 2 or none asked for"]);
    let verified = session.wfm("verify centre --format json").ok().json();
    assert_eq!(verified["misattended"][0]["together"], 2);
    session.append("centre/centre.toml", rule.replace("\"car\"", "\"bus\"").replace(&first, "nobody"));
    session.wfm("roster centre").refused().saying(&["E1013", "there is no agent \"nobody\" in agents.csv"]);
}

#[test]
fn spreadsheets_and_calendars_are_written_when_asked_for() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok();
    session.wfm("roster centre --work-limit 1 --xlsx --calendars").ok();
    assert!(std::fs::read(session.path("centre/out/roster.xlsx")).unwrap().starts_with(b"PK"));
    let agents = session.rows("centre/agents.csv").len() - 1;
    assert_eq!(session.files("centre/out/calendars").len(), agents);
    let amelia = session.read("centre/out/calendars/amelia.ics");
    let shifts = session.rows("centre/out/roster.csv");
    let shifts = shifts.iter().filter(|row| row[0] == "amelia").count();
    assert_eq!(amelia.matches("BEGIN:VEVENT\r\n").count(), shifts);
    assert!(amelia.contains("SUMMARY:day\r\n"), "{amelia}");
    let before = (amelia, std::fs::read(session.path("centre/out/roster.xlsx")).unwrap());
    session.wfm("roster centre --work-limit 1 --xlsx --calendars").ok();
    let after = session.read("centre/out/calendars/amelia.ics");
    assert_eq!((after, std::fs::read(session.path("centre/out/roster.xlsx")).unwrap()), before);
}
