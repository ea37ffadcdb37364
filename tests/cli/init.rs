//! `wfm init`

use super::session::Session;

#[test]
fn a_starter_centre_passes_its_own_check() {
    let session = Session::new();
    session.wfm("init mine").ok().saying(&["wfm plan mine"]);
    session.wfm("check mine --strict").ok();
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let session = Session::new();
    session.write("mine/history.csv", "precious");
    session.wfm("init mine").refused().saying(&["is not empty"]);
    assert_eq!(session.read("mine/history.csv"), "precious");
}
