//! Pipes that close and searches that are stopped.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::session::{Answer, Session};

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let session = Session::with_sample("bank");
    for format in ["csv", "json", "table"] {
        let line = format!("forecast centre --days 800 --format {format}");
        let mut child = session.command(&line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let answer = Answer::of(child.wait_with_output().unwrap()).ok();
        assert!(!first.is_empty() && !answer.stderr.contains("error"), "{format}: {}", answer.stderr);
        assert!(session.path("centre/out/forecast.csv").exists(), "the files are there all the same");
    }
}

#[test]
fn words_that_nobody_reads_are_not_missed() {
    let session = Session::with_sample("help-desk");
    for (line, code) in [("check centre", 0), ("check nowhere", 2), ("forecast centre", 0)] {
        let mut child = session.command(line).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{line}");
    }
}

/// Ctrl-C is SIGINT, sent by `kill`.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_search_with_the_best_roster_so_far() {
    let session = Session::with_sample("help-desk");
    session.replace("centre/centre.toml", "gap = 0.005", "gap = 0");
    session.wfm("staff centre --quiet").ok();
    let line = "roster centre --time-limit 120 --work-limit 999000000000 --format json --verbose";
    let mut child = session.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(said.any(|line| line.starts_with("Covering the requirement")));
    // What is left to do before the search begins takes milliseconds.
    std::thread::sleep(std::time::Duration::from_secs(2));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success(), "the search was over before it could be stopped");
    let answer = Answer::of(child.wait_with_output().unwrap()).ok();
    assert_eq!(answer.json()["outcome"], "cancelled");
    assert!(session.read("centre/out/summary.json").contains("\"outcome\": \"cancelled\""));
    session.wfm("verify centre").ok();
}
