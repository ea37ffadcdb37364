//! `wfm erlang`

use super::session::Session;

/// The first line of an answer.
fn headline(line: &str) -> String {
    let answer = Session::new().wfm(line).ok();
    answer.stdout.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn what_is_left_out_is_what_is_asked() {
    for (question, answer) in [
        ("--calls 100 --aht 180 --sl 80/20", "14 agents for 10.00 erlangs (erlang-c)"),
        ("--erlangs 500 --aht 180 --sl 80/20 --patience 60", "416 agents for 500.00 erlangs (erlang-a)"),
        ("--aht 180 --agents 14 --sl 80/20", "108.68 calls, 10.87 erlangs, for 14 agents at most (erlang-c)"),
        ("--aht 300 --agents 40 --trunks 60 --sl 80/20 --patience 2m", "233.76 calls, 38.96 erlangs"),
        (
            "--aht 300 --agents 40 --trunks 60 --sl 80/20 --patience 2m --redial 50%",
            "226.17 calls, 37.69 erlangs",
        ),
        ("--erlangs 8.108 --blocking 1%", "15 trunks for 8.11 erlangs (erlang-b)"),
        ("--erlangs 25 --trunks 30", "30 trunks for 25.00 erlangs (erlang-b): 5.3 % find all trunks busy"),
        ("--trunks 15 --blocking 0.01", "15 trunks for 8.11 erlangs (erlang-b)"),
        (
            "--calls 240 --aht 300 --agents 42 --blocking 1%",
            "42 agents on 70 trunks for 40.00 erlangs (m/m/n/k)",
        ),
        ("--calls 240 --aht 300 --trunks 60 --patience 2m --redial 50% --sl 80/20", "43 agents on 60 trunks"),
    ] {
        let headline = headline(&format!("erlang {question}"));
        assert!(headline.starts_with(answer), "{question}: {headline}");
    }
}

#[test]
fn shrinkage_divides_and_is_rounded_once() {
    let session = Session::new();
    let answer =
        session.wfm("erlang --calls 100 --aht 180 --sl 80/20 --max-occupancy 85% --shrinkage 30%").ok();
    assert!(answer.stdout.contains("20 on the schedule after shrinkage (20.00)"), "{}", answer.stdout);
    let answer = session.wfm("erlang --erlangs 0.1 --aht 180 --agents 1 --shrinkage 80%").ok();
    assert!(answer.stdout.contains("5 on the schedule"), "{}", answer.stdout);
}

#[test]
fn every_service_level_names_its_definition_and_stands_beside_the_hang_ups() {
    let session = Session::new();
    let line = "erlang --erlangs 20 --aht 240 --agents 19 --patience 60 --sl 80/20 --definition";
    for (definition, level) in [
        ("offered", "72.8 %"),
        ("excl_short_abandons", "80.7 %"),
        ("answered", "85.2 %"),
        ("wait_le_t", "82.6 %"),
    ] {
        let answer = session.wfm(&format!("{line} {definition}")).ok().stdout;
        assert!(answer.contains(&format!("service level {level} within 20 s ({definition};")), "{answer}");
        assert!(answer.contains("14.6 % hang up") && answer.contains("W1"), "{answer}");
    }
}

#[test]
fn an_overloaded_queue_is_answered_in_json_with_null_for_infinity() {
    let session = Session::new();
    let answer = session.wfm("erlang --erlangs 20 --aht 240 --agents 20 --sl 80/20 --format json").ok();
    let json: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert!(json["asa_seconds"].is_null());
    assert_eq!((&json["stable"], &json["service_level"]), (&false.into(), &0.into()));
    assert_eq!(json["service_level_definition"], "offered");
}

#[test]
fn no_calls_need_nobody() {
    assert!(headline("erlang --calls 0 --aht 180 --sl 80/20").starts_with("0 agents"));
}

#[test]
fn a_bad_value_is_refused_in_words() {
    let session = Session::new();
    for (question, said) in [
        ("--calls 100 --aht 180 --sl 100/20", "below 1"),
        ("--calls 100 --aht 180 --sl 80", "80/20"),
        ("--calls 100 --aht 180 --sl 80/20 --max-abandonment 5", "for 5 % write 5%"),
        ("--calls 100 --aht 0 --sl 80/20", "aht is 0"),
        ("--calls -1 --aht 180 --sl 80/20", "offered is -1"),
        ("--calls 100 --sl 80/20", "--aht is missing"),
        ("--calls 100 --aht 180", "give --agents"),
        ("--calls 100 --aht 180 --sl 80/20 --shrinkage 100%", "--shrinkage"),
        ("--calls 100 --aht 180 --sl 80/20 --patience 0", "patience is 0"),
        ("--calls 100 --aht 180 --sl 80/20 --definition usual", "wait_le_t"),
        ("--calls 100 --aht 180 --sl 80/20 --pateince 60", "--patience"),
    ] {
        session.wfm(&format!("erlang {question}")).refused().saying(&[said]);
    }
}

#[test]
fn a_missed_target_is_said_and_ends_with_1_when_strict() {
    let session = Session::new();
    let question = "erlang --calls 100 --aht 180 --sl 80/20 --asa 30";
    let met = session.wfm(&format!("{question} --agents 14 --strict --format json")).ok();
    assert!(met.stdout.contains("\"met\": true"), "{}", met.stdout);
    let missed = session.wfm(&format!("{question} --agents 12")).ok();
    assert!(missed.stdout.contains("missed: service level, asa"), "{}", missed.stdout);
    let missed = session.wfm(&format!("{question} --agents 12 --strict --format json"));
    assert_eq!(missed.code, 1);
    assert!(
        missed.stdout.contains("\"met\": false")
            && missed.stdout.contains("\"missed\": \"service_level asa\"")
    );
    assert_eq!(session.wfm("erlang --erlangs 25 --trunks 30 --blocking 1% --strict").code, 1);
    assert_eq!(session.wfm("erlang --erlangs 25 --trunks 36 --blocking 1% --strict").code, 0);
    // Without a target there is nothing to miss, and the fewest agents miss nothing.
    assert_eq!(session.wfm("erlang --calls 100 --aht 180 --agents 5 --strict").code, 0);
    assert_eq!(session.wfm(&format!("{question} --strict")).code, 0);
}

#[test]
fn where_no_number_is_enough_the_answer_is_no_and_the_nearest_is_told() {
    let session = Session::new();
    let question = "erlang --calls 240 --aht 300 --trunks 30 --patience 120 --sl 80/20";
    let answer = session.wfm(question);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert!(
        answer.stdout.starts_with("no number of agents on 30 trunks is enough for 40.00 erlangs (m/m/n/k+m)")
    );
    assert!(
        answer.stdout.contains("more trunks are needed; with 30 agents:\nservice level 7"),
        "{}",
        answer.stdout
    );
    let answer = session.wfm(&format!("{question} --format json"));
    assert!(answer.code == 1 && answer.stdout.contains("\"met\": false"), "{}", answer.stdout);

    let answer = session.wfm("erlang --calls 240 --aht 300 --agents 38 --blocking 1%");
    assert_eq!(answer.code, 1);
    assert!(answer.stdout.starts_with("no number of trunks is enough for 38 agents"), "{}", answer.stdout);
    assert!(answer.stdout.contains("more agents are needed"));
}

#[test]
fn a_table_answers_every_row_in_order_with_all_digits() {
    let session = Session::new();
    let rows = "load_erl,n,aht_s,target_s,note\n10,14,180,20,x\n20,20,240,20,y\n0,3,240,20,z\n";
    let answer = session.wfm_reading("erlang table c - --format csv", rows).ok().stdout;
    let lines: Vec<&str> = answer.lines().collect();
    assert!(lines[0].starts_with("load_erl,n,aht_s,target_s,stable,p_wait,service_level,asa_s,"));
    assert!(lines[1].starts_with("10,14,180,20,1,0.1741319335950498"), "{}", lines[1]);
    assert!(lines[2].starts_with("20,20,240,20,0,1,0,inf,inf,1,inf,"), "{}", lines[2]);
    assert!(lines[3].starts_with("0,3,240,20,1,0,1,0,0,0,0,"), "{}", lines[3]);
}

#[test]
fn an_inverse_table_may_mix_kinds() {
    let session = Session::new();
    session.write(
        "questions.csv",
        "kind,load_erl,aht_s,patience_s,target_time_s,target_value,aux\n\
         c_sl,10,180,,20,0.8,\nc_sl_occ,57.111,257,,20,0.8,0.85\nb_blocking,8.108,180,,,0.01,\n\
         a_sl_offered,500,180,60,20,0.8,\nk_trunks,40,300,,,0.01,42\n",
    );
    let answer = session.wfm("erlang table inverse questions.csv --format csv").ok().stdout;
    let agents: Vec<&str> = answer.lines().skip(1).map(|line| line.split(',').nth(7).unwrap()).collect();
    assert_eq!(agents, ["14", "68", "15", "416", "70"]);
}

#[test]
fn every_bad_row_of_a_table_is_named() {
    let session = Session::new();
    session.write("rows.csv", "load_erl,n\n1,x\n2,3\n-1,2\n");
    session.wfm("erlang table b rows.csv").refused().saying(&["line 2: n is x", "line 4: erlangs is -1"]);
    session.write("rows.csv", "load,n\n1,2\n");
    session.wfm("erlang table b rows.csv").refused().saying(&["no column load_erl"]);
    session.wfm("erlang table b nowhere.csv").refused().saying(&["nowhere.csv"]);
}
