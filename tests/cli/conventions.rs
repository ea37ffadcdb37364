//! What holds for every command.

use super::session::Session;

#[test]
fn help_and_version_are_data() {
    let session = Session::new();
    let help = session.wfm("--help").ok();
    assert!(help.stderr.is_empty());
    for command in
        ["init", "check", "forecast", "erlang", "staff", "roster", "verify", "plan", "completions", "man"]
    {
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
    session.wfm("forecast centre --from 2026-02-30").refused();
}

#[test]
fn a_folder_that_is_not_a_centre_is_said_so() {
    let session = Session::new();
    for command in ["check", "forecast", "staff", "roster", "verify", "plan"] {
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
