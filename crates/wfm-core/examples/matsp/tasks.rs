//! Hands out tasks: every quarter of an hour of every shift gets one, each kept for an hour at least.
//!
//! Few shifts at a time lose their tasks and take them back, each the sequence that costs least beside all others, by
//! dynamic programming over task and time kept. What is no worse stays, and now and then what is a little worse.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::instance::{Duty, SLOT, TASK_KEPT};

/// Cost of a person too few.
const SHORT: i64 = 5;
const KEPT: usize = (TASK_KEPT / SLOT) as usize;
const ROUNDS: usize = 40_000;

/// A stretch of work: first slot and number of slots.
pub(crate) type Stretch = (usize, usize);

/// People against what is wanted, per task and slot, and what they cost.
struct Tally {
    over: Vec<Vec<i64>>,
    cost: i64,
}

impl Tally {
    fn add(&mut self, duty: &Duty) {
        for (at, task) in duty.tasks.iter().enumerate() {
            self.cost += self.one_more(*task, duty.start + at);
            self.over[*task][duty.start + at] += 1;
        }
    }

    fn remove(&mut self, duty: &Duty) {
        for (at, task) in duty.tasks.iter().enumerate() {
            self.over[*task][duty.start + at] -= 1;
            self.cost -= self.one_more(*task, duty.start + at);
        }
    }

    /// Of one person more.
    fn one_more(&self, task: usize, slot: usize) -> i64 {
        let over = self.over[task][slot];
        if over < 0 { -SHORT } else { 2 * over + 1 }
    }

    /// What an even spread would save in a slot.
    fn uneven(&self, slot: usize) -> bool {
        let overs = || self.over.iter().map(|row| row[slot]);
        let (least, most) = (overs().min().unwrap_or(0), overs().max().unwrap_or(0));
        most - least >= 2 || (least < 0 && most > 0)
    }

    /// The tasks for a stretch that cost least; ties and what is nearly as good by chance.
    fn best(&self, (start, length): Stretch, rng: &mut Pcg64Mcg) -> Duty {
        let tasks = self.over.len();
        // Least cost of the slots so far, by task and slots for which it has been kept, up to `KEPT`.
        let mut costs = vec![[i64::MAX / 4; KEPT]; tasks];
        // For each slot and task: the task before the present one began, and whether it is kept on when it is old.
        let mut begun: Vec<usize> = Vec::with_capacity(length);
        let mut aged: Vec<Vec<bool>> = Vec::with_capacity(length);
        for at in 0..length {
            let free = (0..tasks).min_by_key(|task| costs[*task][KEPT - 1]).unwrap_or(0);
            let fresh = if at == 0 { 0 } else { costs[free][KEPT - 1] };
            begun.push(free);
            let mut ages = vec![false; tasks];
            for task in 0..tasks {
                let cost = 1000 * self.one_more(task, start + at) + rng.random_range(0..300);
                let [.., younger, oldest] = costs[task];
                ages[task] = younger < oldest;
                costs[task].rotate_right(1);
                costs[task][0] = fresh;
                costs[task][KEPT - 1] = younger.min(oldest);
                costs[task].iter_mut().for_each(|sum| *sum = (*sum + cost).min(i64::MAX / 4));
            }
            aged.push(ages);
        }
        let mut task = (0..tasks).min_by_key(|task| costs[*task][KEPT - 1]).unwrap_or(0);
        let mut chosen = vec![task; length];
        let mut age = KEPT - 1;
        for at in (0..length).rev() {
            chosen[at] = task;
            match age {
                0 => (task, age) = (begun[at], KEPT - 1),
                age_now if age_now == KEPT - 1 && !aged[at][task] => {}
                _ => age -= 1,
            }
        }
        Duty { start, tasks: chosen }
    }
}

/// The tasks of every stretch, in the order given.
pub(crate) fn hand_out(wanted: &[Vec<u32>], stretches: &[Stretch]) -> Vec<Duty> {
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let short = |row: &Vec<u32>| row.iter().map(|people| -i64::from(*people)).collect();
    let mut tally = Tally { over: wanted.iter().map(short).collect(), cost: 0 };
    let mut duties: Vec<Duty> = Vec::new();
    for stretch in stretches {
        let duty = tally.best(*stretch, &mut rng);
        tally.add(&duty);
        duties.push(duty);
    }
    let (mut best, mut least) = (duties.clone(), tally.cost);
    for _ in 0..ROUNDS {
        let uneven: Vec<usize> = (0..wanted[0].len()).filter(|slot| tally.uneven(*slot)).collect();
        if uneven.is_empty() {
            break;
        }
        again(&mut tally, &mut duties, uneven[rng.random_range(0..uneven.len())], &mut rng);
        if tally.cost < least {
            (best, least) = (duties.clone(), tally.cost);
        }
    }
    best
}

/// What a change may make dearer, at most.
const WORSE: i64 = 4;

/// A few of those who work about a slot change their tasks, unless that is much dearer.
fn again(tally: &mut Tally, duties: &mut [Duty], slot: usize, rng: &mut Pcg64Mcg) {
    let near = slot.saturating_sub(2 * KEPT)..slot + 2 * KEPT;
    let about = |duty: &Duty| duty.start < near.end && near.start < duty.end();
    let mut those: Vec<usize> = (0..duties.len()).filter(|at| about(&duties[*at])).collect();
    let few = rng.random_range(2..=8).min(those.len());
    for at in 0..few {
        let other = rng.random_range(at..those.len());
        those.swap(at, other);
    }
    those.truncate(few);
    let limit = tally.cost + if rng.random_range(0..20) == 0 { WORSE } else { 0 };
    those.iter().for_each(|at| tally.remove(&duties[*at]));
    let mut tried = Vec::new();
    for at in &those {
        let duty = tally.best((duties[*at].start, duties[*at].tasks.len()), rng);
        tally.add(&duty);
        tried.push(duty);
    }
    if tally.cost <= limit {
        those.into_iter().zip(tried).for_each(|(at, duty)| duties[at] = duty);
    } else {
        tried.iter().for_each(|duty| tally.remove(duty));
        those.iter().for_each(|at| tally.add(&duties[*at]));
    }
}
