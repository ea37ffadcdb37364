//! What holds for every command.

use super::session::Session;

#[test]
fn help_and_version_are_data() {
    let session = Session::new();
    let help = session.wfm("--help").ok();
    assert!(help.stderr.is_empty());
    for command in [
        "init",
        "check",
        "forecast",
        "erlang",
        "staff",
        "shifts",
        "roster",
        "explain",
        "repair",
        "verify",
        "plan",
        "completions",
        "man",
    ] {
        assert!(help.stdout.contains(command), "{command}");
        assert!(session.wfm(&format!("{command} --help")).ok().stdout.contains("Usage: wfm"));
    }
    assert!(session.wfm("--version").ok().stdout.starts_with("wfm "));
}

#[test]
fn what_cannot_be_understood_ends_with_2() {
    let session = Session::new();
    session.wfm("plann centre").refused().saying(&["plan"]);
    session.wfm("forecast centre --days 0").refused();
    for date in ["2026-02-30", "20260-02-03", "-262143-01-01", "+262142-12-31", "tomorrow"] {
        session.wfm(&format!("forecast centre --from={date}")).refused().saying(&["such as 2026-11-23"]);
        session.wfm(&format!("plan centre --week={date}")).refused().saying(&["such as 2026-11-23"]);
    }
}

#[test]
fn a_folder_that_is_not_a_centre_is_said_so() {
    let session = Session::new();
    for command in ["check", "forecast", "staff", "shifts", "roster", "explain", "verify", "plan"] {
        session.wfm(&format!("{command} nowhere")).refused().saying(&["nowhere"]);
    }
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let session = Session::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(session.wfm(&format!("completions {shell}")).ok().stdout.contains("roster"));
    }
    session.wfm("man pages").ok();
    assert!(session.read("pages/wfm.1").contains("wfm"));
    assert!(session.read("pages/wfm-roster.1").contains("requirement"));
}

#[test]
fn the_same_input_and_seed_give_the_same_bytes() {
    let session = Session::with_sample("help-desk");
    for (out, threads) in [("a", "1"), ("b", "3")] {
        let line = format!("plan centre --work-limit 3000000 --seed 5 --quiet --out {out}");
        assert!(session.command(&line).env("RAYON_NUM_THREADS", threads).status().unwrap().success());
    }
    assert_eq!(session.files("a").len(), 8);
    for file in session.files("a") {
        assert!(session.read(&format!("a/{file}")) == session.read(&format!("b/{file}")), "{file} differs");
    }
}

#[test]
fn quiet_says_nothing_and_changes_nothing() {
    let session = Session::with_sample("help-desk");
    for line in
        ["check centre", "forecast centre", "staff centre", "plan centre --work-limit 1", "verify centre"]
    {
        let aloud = session.wfm(line).ok();
        let quiet = session.wfm(&format!("{line} --quiet")).ok();
        assert_eq!((quiet.stdout, quiet.stderr), (aloud.stdout, String::new()), "{line}");
    }
    assert!(session.wfm("check nowhere --quiet").refused().stderr.contains("nowhere"), "errors are said");
}

#[test]
fn data_goes_to_standard_output_and_words_to_standard_error() {
    let session = Session::with_sample("help-desk");
    for command in ["forecast", "staff", "plan", "roster", "verify"] {
        let limit = if ["plan", "roster"].contains(&command) { "--work-limit 1" } else { "" };
        let json = session.wfm(&format!("{command} centre {limit} --format json --verbose")).ok();
        json.json();
        let csv = session.wfm(&format!("{command} centre {limit} --format csv --verbose")).ok();
        assert!(csv.csv().iter().all(|row| row.len() > 3), "{}", csv.stdout);
    }
}

#[test]
fn a_pipe_gets_no_colour_and_no_progress() {
    let session = Session::with_sample("help-desk");
    session.replace("centre/centre.toml", "weekend =", "weeekend =");
    let answer = session.wfm("plan centre --work-limit 1").ok();
    assert!(
        !answer.stdout.contains('\u{1b}') && !answer.stderr.contains(['\u{1b}', '\r']),
        "{}",
        answer.stderr
    );
}

#[test]
fn an_old_plan_is_replaced_and_strangers_in_its_folder_are_left_alone() {
    let session = Session::with_sample("help-desk");
    session.write("centre/out/notes.txt", "mine");
    session.write("centre/out/roster.csv", "old");
    session.wfm("plan centre --work-limit 1").ok();
    assert_eq!(session.read("centre/out/notes.txt"), "mine");
    assert!(session.read("centre/out/roster.csv").starts_with("agent,date,shift"));
    assert_eq!(session.files("centre/out").len(), 9, "nothing temporary is left");
}
