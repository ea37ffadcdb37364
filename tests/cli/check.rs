//! `wfm check`

use super::session::Session;

#[test]
fn a_centre_in_order_is_said_to_be_so_and_left_alone() {
    for (sample, found) in [
        ("help-desk", "1 queue, 180 days of history, 14 agents on 2 contracts, 2 shift templates"),
        ("bank", "4 queues"),
        ("tehran", "28 agents"),
    ] {
        let session = Session::with_sample(sample);
        let before = session.files("centre");
        let answer = session.wfm("check centre").ok().saying(&[found, "Everything can be used"]);
        assert_eq!(answer.stdout, "");
        assert_eq!(session.files("centre"), before);
    }
}

#[test]
fn all_problems_of_all_files_come_at_once() {
    let session = Session::with_sample("help-desk");
    session.append("centre/history.csv", "2026-09-07T07:30,it-suport,3\n");
    session.append("centre/agents.csv", "olga,Olga,full-tme\n");
    session.append("centre/availability.csv", "oleg,2026-09-07,2026-09-07,leave,,\n");
    session.append("centre/calendar.csv", "2026-02-30,closed,,,,\n");
    session.wfm("check centre").refused().saying(&[
        "history.csv:5498",
        "did you mean \"it-support\"?",
        "agents.csv:16",
        "did you mean \"full-time\"?",
        "availability.csv:12",
        "calendar.csv:14",
        "nothing was written",
    ]);
}

#[test]
fn people_without_a_legal_week_are_named_with_what_would_mend_it() {
    let session = Session::with_sample("help-desk");
    session.replace("centre/centre.toml", "max_consecutive_days = 5\nconsecutive_days_off = 2           # at least once a week\nmax_start_spread_hours = 2.0", "max_consecutive_days = 5\nconsecutive_days_off = 3           # at least once a week\nmax_start_spread_hours = 2.0");
    session.wfm("check centre").refused().saying(&[
        "amelia, ben, chloe",
        "contract full-time: 5 days a week; 3 days off together every week",
        "contract full-time: 2 days off together every week",
    ]);
}

#[test]
fn a_warning_is_an_error_only_when_strict() {
    let session = Session::with_sample("help-desk");
    session.replace("centre/centre.toml", "weekend =", "weeekend =");
    session.wfm("check centre").ok().saying(&["warning[W1021]", "did you mean \"weekend\"?"]);
    session.wfm("check centre --strict").refused().saying(&["warning[W1021]", "error: 1 problem"]);
}
