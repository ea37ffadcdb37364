//! Bad input, end to end: each with its message, exit code 2, nothing printed and nothing written.

use std::fmt::Write;

use super::session::Session;

const HEADER: &str = "interval_start,queue,offered,handled,abandoned\n";

fn help_desk() -> Session {
    Session::with_sample("help-desk")
}

/// A help desk whose history is these rows.
fn with_history(rows: &str) -> Session {
    let session = help_desk();
    session.write("centre/history.csv", format!("{HEADER}{rows}"));
    session
}

/// A help desk with one text of its `centre.toml` replaced.
fn with_centre(from: &str, to: &str) -> Session {
    let session = help_desk();
    session.replace("centre/centre.toml", from, to);
    session
}

/// Each command refuses the centre saying all of `parts`, prints nothing and writes nothing.
#[track_caller]
fn refuse(session: &Session, commands: &[&str], parts: &[&str]) {
    for command in commands {
        let answer = session.wfm(&format!("{command} centre")).refused().saying(parts);
        assert_eq!(answer.stdout, "", "{command}");
        assert!(!session.path("centre/out").exists(), "{command} has written something");
    }
}

#[track_caller]
fn history_is_refused(rows: &str, parts: &[&str]) {
    refuse(&with_history(rows), &["check", "forecast", "staff", "plan"], parts);
}

#[track_caller]
fn centre_is_refused(from: &str, to: &str, parts: &[&str]) {
    refuse(&with_centre(from, to), &["check", "forecast", "staff", "roster", "plan"], parts);
}

#[test]
fn no_file() {
    let session = help_desk();
    std::fs::remove_file(session.path("centre/history.csv")).unwrap();
    refuse(&session, &["forecast", "staff", "plan"], &["history.csv", "cannot be read"]);
    std::fs::remove_file(session.path("centre/centre.toml")).unwrap();
    refuse(
        &session,
        &["check", "forecast", "staff", "roster", "verify", "plan"],
        &["centre.toml", "wfm init"],
    );
}

#[test]
fn an_empty_file() {
    for file in ["history.csv", "agents.csv"] {
        let session = help_desk();
        session.write(&format!("centre/{file}"), "");
        refuse(&session, &["check", "plan"], &[file, "the file is empty"]);
    }
    let session = help_desk();
    session.write("centre/centre.toml", "");
    refuse(&session, &["check", "plan"], &["centre.toml", "time_zone is missing", "no queue"]);
}

#[test]
fn a_header_and_nothing_else() {
    history_is_refused("", &["E1118", "history.csv:1", "no row"]);
}

#[test]
fn a_required_column_that_is_missing() {
    let session = help_desk();
    session.replace("centre/history.csv", ",offered,", ",offerd,");
    refuse(
        &session,
        &["check", "plan"],
        &["E1105", "history.csv:1", "rename the column \"offerd\" to offered"],
    );
}

#[test]
fn text_in_a_number() {
    history_is_refused("2026-03-09T08:00,it-support,4l,,\n", &["history.csv:2", "\"4l\" is not a number"]);
}

#[test]
fn numbers_below_zero_and_without_end() {
    history_is_refused("2026-03-09T08:00,it-support,-4,,\n", &["history.csv:2", "-4 is negative"]);
    history_is_refused("2026-03-09T08:00,it-support,inf,,\n", &["history.csv:2", "is not finite"]);
    centre_is_refused(
        "service_level = 0.80",
        "service_level = nan",
        &["centre.toml", "service_level is NaN"],
    );
}

#[test]
fn more_abandoned_than_offered() {
    history_is_refused("2026-03-09T08:00,it-support,4,0,5\n", &["E1123", "abandoned is 5, above offered"]);
}

#[test]
fn a_date_that_does_not_exist() {
    history_is_refused("2026-02-30T08:00,it-support,4,,\n", &["E1111", "2026-02-30 does not exist"]);
}

/// The hour left out in spring is set aside with a warning, which is an error when strict.
#[test]
fn an_hour_that_does_not_exist() {
    let session = with_centre("mon-fri 07:30-18:30", "mon-sun 00:00-24:00");
    let rows = "2026-03-29T00:30,it-support,4,,\n2026-03-29T01:30,it-support,4,,\n";
    session.write("centre/history.csv", format!("{HEADER}{rows}"));
    let said = ["W1115", "history.csv:3", "2026-03-29 01:30:00 does not exist in Europe/London"];
    session.wfm("check centre").ok().saying(&said);
    session.wfm("forecast centre --strict").refused().saying(&said);
    assert!(!session.path("centre/out").exists());
}

/// The hour repeated in autumn is first the earlier, then the later; a third is a mistake.
#[test]
fn an_hour_that_is_there_twice() {
    let session = with_centre("mon-fri 07:30-18:30", "mon-sun 00:00-24:00");
    let row = "2025-10-26T01:30,it-support,4,,\n";
    for (times, code) in [(1, "N1116"), (2, "1 day of history"), (3, "E1114")] {
        session.write("centre/history.csv", format!("{HEADER}{}", row.repeat(times)));
        let answer = session.wfm("check centre --verbose").saying(&[code]);
        assert_eq!(answer.code, if times == 3 { 2 } else { 0 });
    }
}

#[test]
fn the_same_interval_twice() {
    let rows = "2026-03-09T08:00,it-support,4,,\n2026-03-09T08:00,it-support,5,,\n";
    history_is_refused(rows, &["E1114", "history.csv:3", "stands already in line 2"]);
}

#[test]
fn unknown_queues_agents_contracts_and_shifts() {
    history_is_refused("2026-03-09T08:00,it-suport,4,,\n", &["E1113", "did you mean \"it-support\"?"]);
    for (file, row, said) in [
        ("agents.csv", "olga,Olga,full-tim\n", "did you mean \"full-time\"?"),
        ("agents.csv", "olga,Olga,full-time,it-suport\n", "did you mean \"it-support\"?"),
        ("availability.csv", "ameliaa,2026-09-07,2026-09-07,leave,,\n", "did you mean \"amelia\"?"),
    ] {
        let session = help_desk();
        session.append(&format!("centre/{file}"), row);
        refuse(&session, &["check", "plan"], &[file, said]);
    }
    centre_is_refused("shifts = [\"day\"]", "shifts = [\"dya\"]", &["E1013", "did you mean \"day\"?"]);
}

#[test]
fn a_shift_longer_than_the_day() {
    centre_is_refused("\"9:00\"", "\"25:00\"", &["E1016", "the length 25:00 is longer than a day"]);
}

#[test]
fn a_break_outside_its_shift() {
    centre_is_refused("6:15-7:15", "6:15-9:00", &["E1017", "centre.toml", "as late as 9:00"]);
}

/// Before the search, and for every agent concerned.
#[test]
fn a_contract_that_no_week_can_meet() {
    let session = help_desk();
    session.wfm("staff centre --out needs --quiet").ok();
    session.replace("centre/centre.toml", "[37.5, 40.0]", "[60.0, 70.0]");
    let roster = "roster --requirement needs/requirement.csv";
    let full_timers = "amelia, ben, chloe, ewa, farah, george, hannah, imran, jess: no week can meet this";
    let told = [full_timers, "60 to 70 paid hours a week", "contract full-time: 40 to 70 paid hours a week"];
    refuse(&session, &["check", "plan", roster], &told);
    let with_two_days_of_leave =
        ["dev: no week can meet this", "contract full-time: 39 to 70 paid hours a week"];
    refuse(&session, &["check", "plan", roster], &with_two_days_of_leave);

    session.replace("centre/centre.toml", "[60.0, 70.0]", "[37.5, 40.0]");
    session.append("centre/availability.csv", "dev,2026-09-07,2026-09-09,unavailable,,\n");
    refuse(&session, &["check", "plan", roster], &["dev:", "unavailable from 2026-09-07", "5 days a week"]);
}

#[test]
fn leave_that_overlaps() {
    let session = help_desk();
    session.append("centre/availability.csv", "george,2026-08-10,2026-08-16,leave,,\n");
    refuse(
        &session,
        &["check", "plan"],
        &["E1322", "availability.csv:12", "the leave of agent \"george\" overlaps"],
    );
}

#[test]
fn zero_agents() {
    let session = help_desk();
    session.wfm("staff centre --out needs --quiet").ok();
    session.write("centre/agents.csv", "agent,contract\n");
    session.write("centre/availability.csv", "agent,from,to,kind\n");
    let said = ["agents.csv has no agents; a roster needs somebody to work"];
    refuse(&session, &["plan", "roster --requirement needs/requirement.csv"], &said);
    session.wfm("forecast centre").ok();
}

/// Nobody calls: every open interval has the minimum, and there is a plan.
#[test]
fn zero_calls() {
    let session = help_desk();
    let mut rows = HEADER.to_owned();
    for quarter in 0..5 * 44 {
        let (day, minute) = (9 + quarter / 44, 450 + quarter % 44 * 15);
        writeln!(rows, "2026-03-{day:02}T{:02}:{:02},it-support,0,0,0", minute / 60, minute % 60).unwrap();
    }
    session.write("centre/history.csv", rows);
    session.wfm("plan centre --work-limit 1").ok().printing(&["it-support  0 contacts"]);
    let requirement = session.rows("centre/out/requirement.csv");
    assert_eq!(requirement.len() - 1, 5 * 44);
    assert!(requirement[1..].iter().all(|row| row[5] == "2"), "minimum_agents");
}

#[test]
fn two_hundred_queues() {
    let session = help_desk();
    let toml = session.read("centre/centre.toml");
    let (before, rest) = toml.split_once("[[queue]]").unwrap();
    let (queue, after) = rest.split_once("\n[shrinkage]").unwrap();
    let mut centre = before.to_owned();
    let mut history = "interval_start,queue,offered,aht_seconds\n".to_owned();
    for number in 0..200 {
        let queue = queue.replace("it-support", &format!("q{number}"));
        writeln!(centre, "[[queue]]{}", queue.replace("minimum_agents = 2", "")).unwrap();
        for half in 0..5 * 4 {
            let (day, hour) = (9 + half / 4, 8 + half % 4 * 3);
            writeln!(history, "2026-03-{day:02}T{hour:02}:00,q{number},1,60").unwrap();
        }
    }
    session.write("centre/centre.toml", format!("{centre}\n[shrinkage]{after}"));
    session.write("centre/history.csv", history);
    let agents = session.read("centre/agents.csv").replace("it-support:0.9", "").replace("it-support", "");
    session.write("centre/agents.csv", agents);
    session.wfm("check centre").ok().saying(&["200 queues"]);
    session.wfm("plan centre --work-limit 1").ok();
    let queues: std::collections::BTreeSet<String> =
        session.rows("centre/out/coverage.csv").into_iter().skip(1).map(|row| row[1].clone()).collect();
    assert_eq!(queues.len(), 200);
}

/// 64 MB without a line end; the reader gives up after a megabyte.
#[test]
fn a_very_long_line() {
    for file in ["history.csv", "agents.csv", "centre.toml"] {
        let session = help_desk();
        session.append(&format!("centre/{file}"), vec![b'9'; 64 << 20]);
        refuse(&session, &["check"], &[file]);
        refuse(&session, &["plan"], &[file]);
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let session = help_desk();
    session.append("centre/agents.csv", b"ren\xe9,Ren\xe9,full-time\n");
    refuse(&session, &["check", "plan"], &["E1203", "agents.csv:16", "not UTF-8"]);
}

/// A file stands where the folder should be: not writable even for those who may write everywhere.
#[test]
fn a_folder_that_cannot_be_written() {
    let session = help_desk();
    session.write("taken", "");
    for command in ["forecast centre", "staff centre", "plan centre --work-limit 1"] {
        session.wfm(&format!("{command} --out taken")).refused().saying(&["E1904", "taken", "--out"]);
        session.wfm(&format!("{command} --out taken/deeper")).refused().saying(&["E1904", "taken/deeper"]);
    }
    session.wfm("init taken/new").refused().saying(&["taken/new"]);
    session.wfm("man taken/new").refused().saying(&["taken/new"]);
    assert_eq!(session.read("taken"), "");
}

/// `/dev/full` is a disk without room, where there is one.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full() {
    use std::fs::File;
    use std::os::unix::fs::symlink;
    use std::process::Stdio;

    use super::session::Answer;

    let Ok(full) = File::options().write(true).open("/dev/full") else {
        return println!("skipped: there is no /dev/full");
    };
    for file in ["report.html", "coverage.csv", "summary.json"] {
        let session = help_desk();
        std::fs::create_dir(session.path("centre/out")).unwrap();
        symlink("/dev/full", session.path(&format!("centre/out/{file}"))).unwrap();
        let answer = session.wfm("plan centre --work-limit 1").refused();
        assert_eq!(answer.saying(&[file, "No space left on device"]).stdout, "");
        assert_eq!(session.files("centre/out"), [file], "all files or none");
    }
    let session = help_desk();
    let output = session.command("forecast centre").stdout(full).stderr(Stdio::piped()).output();
    Answer::of(output.unwrap()).refused().saying(&["No space left on device"]);
}
