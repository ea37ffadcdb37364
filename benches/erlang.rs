//! Closed formulas: sizing by table, and single values at the ends of the range.
//!
//! The rows of the sizing benches are 10,000 questions from 0.07 to 660 erlangs; from `$WFM_TEST_DATA/erlang-speed` if
//! that is set, else drawn alike. The baseline is the recurrence of Erlang B carried from agent to agent, the plainest
//! right answer.

use divan::{Bencher, black_box, counter::ItemsCount};
use wfm_core::erlang::{Goal, Load, Patience, a, b, c};
use wfm_core::model::{Channel, Queue, ServiceLevelDefinition, ServiceLevelTarget};
use wfm_core::staffing::sizing;

fn main() {
    divan::main();
}

/// One sizing question: load, the goals, and the bare numbers for the baseline.
struct Question {
    load: Load,
    goals: [Goal; 2],
    within: f64,
    share: f64,
    most_occupied: f64,
}

impl Question {
    fn new(calls: f64, aht: f64, interval: f64, within: f64, share: f64, most_occupied: f64) -> Question {
        let goals = [Goal::occupancy(most_occupied), Goal::service_level(share, within)];
        Question {
            load: Load::new(calls, aht, interval).expect("a valid row"),
            goals: goals.map(|goal| goal.expect("a valid row")),
            within,
            share,
            most_occupied,
        }
    }
}

fn questions() -> Vec<Question> {
    let Some(folder) = std::env::var_os("WFM_TEST_DATA") else { return drawn() };
    let path = std::path::Path::new(&folder).join("erlang-speed").join("rows.csv");
    let text = std::fs::read_to_string(path).expect("rows of questions");
    text.lines().skip(1).map(of_line).collect()
}

fn of_line(line: &str) -> Question {
    let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().expect("a number")).collect();
    Question::new(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])
}

fn drawn() -> Vec<Question> {
    let of = |choices: &[f64], index: usize| choices[index % choices.len()];
    (0..10_000)
        .map(|i| {
            let calls = 2000_f64.powf(i as f64 / 10_000.0);
            let aht = of(&[120.0, 180.0, 240.0, 300.0, 420.0, 600.0], i);
            let share = of(&[0.7, 0.8, 0.9], i / 7);
            Question::new(
                calls,
                aht,
                1800.0,
                of(&[10.0, 20.0, 30.0, 60.0], i / 3),
                share,
                of(&[0.85, 0.9, 1.0], i / 5),
            )
        })
        .collect()
}

#[divan::bench]
fn erlang_c_sizing_of_10000_rows(bencher: Bencher) {
    let questions = questions();
    bencher
        .counter(ItemsCount::new(questions.len()))
        .bench(|| questions.iter().map(|q| u64::from(c::agents(q.load, &q.goals).agents)).sum::<u64>());
}

#[divan::bench]
fn erlang_c_sizing_of_10000_rows_by_plain_recurrence(bencher: Bencher) {
    let questions = questions();
    bencher
        .counter(ItemsCount::new(questions.len()))
        .bench(|| questions.iter().map(|q| u64::from(by_recurrence(q))).sum::<u64>());
}

/// The baseline: `B_k = a·B_{k−1}/(k + a·B_{k−1})` from 0 agents on until every goal is met.
fn by_recurrence(q: &Question) -> u32 {
    let a = q.load.erlangs();
    let (mut blocking, mut n) = (1.0, 0.0);
    loop {
        n += 1.0;
        blocking = a * blocking / (n + a * blocking);
        if n <= a || a / n > q.most_occupied {
            continue;
        }
        let waits = n * blocking / (n - a + a * blocking);
        if 1.0 - waits * (-(n - a) * q.within / q.load.aht()).exp() >= q.share {
            return n as u32;
        }
    }
}

/// A week of quarter hours around 50 erlangs, 80 % in 20 s, patience 3 minutes.
#[divan::bench]
fn erlang_a_sizing_of_672_quarter_hours(bencher: Bencher) {
    let goal = [Goal::service_level(0.8, 20.0).expect("a goal")];
    let patience = Patience::new(180.0).expect("a patience");
    let loads: Vec<Load> = (0..672)
        .map(|i| 50.0 + 30.0 * (f64::from(i) * 0.065).sin())
        .map(|erlangs| Load::of_erlangs(erlangs, 240.0).expect("a load"))
        .collect();
    bencher
        .counter(ItemsCount::new(loads.len()))
        .bench(|| loads.iter().map(|load| u64::from(a::agents(*load, patience, &goal).agents)).sum::<u64>());
}

/// The same week where half of those who hang up dial again, by the staffing of a queue: fewest agents by Erlang X.
#[divan::bench]
fn erlang_x_sizing_of_672_quarter_hours(bencher: Bencher) {
    let queue = redialling();
    let loads: Vec<Load> = (0..672)
        .map(|i| 50.0 + 30.0 * (f64::from(i) * 0.065).sin())
        .map(|erlangs| Load::of_erlangs(erlangs, 240.0).expect("a load"))
        .collect();
    bencher
        .counter(ItemsCount::new(loads.len()))
        .bench(|| loads.iter().map(|load| sizing(&queue, *load).expect("an answer").agents).sum::<f64>());
}

fn redialling() -> Queue {
    let mut queue = Queue::new("calls", Channel::Voice);
    queue.patience = Some(180.0);
    queue.redial_abandoned = Some(0.5);
    let definition = ServiceLevelDefinition::Offered;
    queue.target.service_level =
        Some(ServiceLevelTarget { share: 0.8, within: 20.0, definition, short_abandon: None });
    queue
}

#[divan::bench(args = [1e2, 1e4, 1e6])]
fn erlang_b_with_as_many_trunks_as_erlangs(bencher: Bencher, erlangs: f64) {
    bencher.bench(|| b::blocking(black_box(erlangs), erlangs + 0.5 * erlangs.sqrt()));
}

#[divan::bench(args = [1e2, 1e4, 1e6])]
fn erlang_c_service_level(bencher: Bencher, erlangs: f64) {
    let load = Load::of_erlangs(erlangs, 240.0).expect("a load");
    bencher.bench(|| c::service_level(black_box(load), erlangs + erlangs.sqrt(), 20.0));
}

#[divan::bench(args = [1e2, 1e4, 1e6])]
fn erlang_a_service_level(bencher: Bencher, erlangs: f64) {
    let load = Load::of_erlangs(erlangs, 240.0).expect("a load");
    let patience = Patience::new(240.0).expect("a patience");
    bencher.bench(|| a::ends(black_box(load), patience, erlangs, 20.0, 20.0));
}

#[divan::bench(args = [1e2, 1e4, 1e6])]
fn erlang_a_figures(bencher: Bencher, erlangs: f64) {
    let load = Load::of_erlangs(erlangs, 240.0).expect("a load");
    let patience = Patience::new(240.0).expect("a patience");
    bencher.bench(|| a::figures(black_box(load), patience, erlangs));
}
