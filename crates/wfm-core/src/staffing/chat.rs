//! Chat: an agent holds several conversations at once, each slower the more there are.
//!
//! An agent with `k` open chats advances each at speed `s_k` (`s₁ = 1`, `k·s_k` never falling). New chats go to the
//! agent with the fewest, so `j` chats lie evenly on `n` agents and the number of chats is a birth–death chain.
//! Customers wait only when all `c·n` places are taken, and some of them leave.
//!
//! Exact when chats are handed over at once to the least busy agent; since they are not, a lightly loaded queue does
//! about half a point worse than computed. With `c = 1` it is Erlang A. "c chats are c times the calls at the handle
//! time of a call" is wrong: handle time grows with concurrency. Without speeds, the handle time is taken as that of a
//! fully loaded agent, and the chain becomes an Erlang queue with `c·n` servers: blind to the faster work at part load.

use super::outcome::Outcome;
use crate::erlang::{Ends, Load, Patience, a, c};
use crate::error::{Error, Result};
use crate::model::Queue;
use crate::units::{Seconds, Share};

/// How a queue's agents chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Chat {
    /// Work done per unit of time by an agent with 0, 1, …, c chats: `k·s_k`.
    work: Vec<f64>,
    patience: Option<Patience>,
}

/// What happens in the places where agents chat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChatFigures {
    /// Probability that a new chat finds every place taken.
    pub wait_probability: Share,
    /// Mean number of chats being answered.
    pub open_chats: f64,
    /// Chats per agent who has any.
    pub chats_per_busy_agent: f64,
    /// Share of staffed time with at least one chat open.
    pub occupancy: Share,
    /// Seconds from the first answer to the end, as customers see it; longer than the handle time at full attention.
    pub handle_time: Seconds,
}

impl Chat {
    /// The chat rules of a queue.
    ///
    /// # Errors
    /// When `concurrency` is 0, `chat_speed` has another number of values than `concurrency`, does not start at 1, or
    /// would have an agent get less done with one chat more; when the patience is not positive.
    pub fn of(queue: &Queue) -> Result<Chat> {
        if queue.concurrency == 0 {
            return Err(Error::invalid(field(queue, "concurrency"), 0, "at least 1 chat at once"));
        }
        let speeds = match queue.chat_speed.as_slice() {
            [] => vec![1.0; queue.concurrency as usize],
            speeds => speeds.to_vec(),
        };
        check_speeds(queue, &speeds)?;
        let work = (0..).map(f64::from).zip([0.0].iter().chain(&speeds)).map(|(k, s)| k * s).collect();
        Ok(Chat { work, patience: queue.patience.map(Patience::new).transpose()? })
    }

    /// The most chats an agent holds at once.
    fn concurrency(&self) -> f64 {
        (self.work.len() - 1) as f64
    }

    /// Erlangs of work that one fully loaded agent gets through.
    pub(super) fn capacity(&self) -> f64 {
        self.work[self.work.len() - 1]
    }

    /// What a whole number of agents does, where work counts at full attention: `load.aht()` is the handle time of a
    /// chat that has its agent alone. None when the queue only grows.
    pub fn figures(&self, load: Load, agents: u32) -> Option<ChatFigures> {
        let chain = self.chain(load, agents)?;
        let in_service = chain.open_chats;
        Some(ChatFigures {
            wait_probability: chain.full,
            open_chats: in_service,
            chats_per_busy_agent: in_service / chain.busy_agents,
            occupancy: chain.busy_agents / f64::from(agents),
            handle_time: in_service / (load.rate() * (1.0 - self.abandonment(load, agents, chain.full))),
        })
    }

    /// How the chats of an interval end.
    pub(super) fn outcome(&self, load: Load, agents: u32, within: Seconds, short: Seconds) -> Outcome {
        let servers = f64::from(agents) * self.capacity();
        let (figures, ends) = match self.patience {
            Some(patience) => {
                (a::figures(load, patience, servers), a::ends(load, patience, servers, within, short))
            }
            None => (c::figures(load, servers), c::ends(load, servers, within)),
        };
        let Some(chain) = self.chain(load, agents) else { return Outcome::of(&figures, ends) };
        // Given that somebody has to wait, the queue is that of Erlang A or C with n·c·s_c servers; only the
        // probability of waiting differs.
        let ratio = match figures.wait_probability {
            0.0 => 0.0,
            waiting => chain.full / waiting,
        };
        let late = ratio * ends.answered_late;
        let (gone_short, gone_long) = (ratio * ends.abandoned_short, ratio * ends.abandoned_long);
        let answered = 1.0 - gone_short - gone_long;
        let waited = ratio * figures.asa * (ends.answered_in_time + ends.answered_late);
        Outcome {
            ends: Ends {
                answered_in_time: answered - late,
                answered_late: late,
                abandoned_short: gone_short,
                abandoned_long: gone_long,
                blocked: 0.0,
            },
            asa: if ratio > 0.0 { waited / answered } else { 0.0 },
            occupancy: chain.busy_agents / f64::from(agents),
        }
    }

    fn abandonment(&self, load: Load, agents: u32, full: Share) -> Share {
        let Some(patience) = self.patience else { return 0.0 };
        let figures = a::figures(load, patience, f64::from(agents) * self.capacity());
        if figures.wait_probability > 0.0 {
            full * figures.abandonment / figures.wait_probability
        } else {
            0.0
        }
    }

    /// Work done per handle time while `chats` chats lie evenly on `agents` agents, in erlangs.
    ///
    /// ```text
    /// j = k·n + r:   (n − r)·k·s_k + r·(k + 1)·s_{k+1}
    /// ```
    fn done(&self, chats: u64, agents: u64) -> f64 {
        let (each, more) = ((chats / agents) as usize, chats % agents);
        let low = self.work[each] * (agents - more) as f64;
        if more == 0 { low } else { low + self.work[each + 1] * more as f64 }
    }

    /// The stationary chain; none when there is no steady state.
    fn chain(&self, load: Load, agents: u32) -> Option<Chain> {
        let leaving = self.patience.map_or(0.0, |patience| load.aht() / patience.seconds());
        let (erlangs, agents) = (load.erlangs(), u64::from(agents));
        let full_work = self.capacity() * agents as f64;
        if agents == 0 || (leaving == 0.0 && erlangs >= full_work) {
            return None;
        }
        let places = agents * self.concurrency() as u64;
        let mut sums = Chain { full: 0.0, open_chats: 0.0, busy_agents: 0.0 };
        let (mut weight, mut total) = (1.0, 1.0);
        for chats in 1..=places {
            weight *= erlangs / self.done(chats, agents);
            if weight > 1e200 {
                let scale = 1.0 / weight;
                sums = Chain {
                    full: 0.0,
                    open_chats: sums.open_chats * scale,
                    busy_agents: sums.busy_agents * scale,
                };
                total *= scale;
                weight = 1.0;
            }
            let share =
                if chats == places { weight * waiting_room(erlangs, full_work, leaving) } else { weight };
            total += share;
            sums.open_chats += share * chats as f64;
            sums.busy_agents += share * chats.min(agents) as f64;
            sums.full = share;
        }
        Some(Chain {
            full: sums.full / total,
            open_chats: sums.open_chats / total,
            busy_agents: sums.busy_agents / total,
        })
    }
}

/// Sums over the states of the chain, then shares and means.
struct Chain {
    full: Share,
    open_chats: f64,
    busy_agents: f64,
}

/// Probability of all places taken, nobody or somebody waiting, relative to all taken and nobody waiting.
///
/// ```text
/// 1 + Σ_m Π_{j ≤ m} a / (R + j·AHT/patience),   R = n·c·s_c
/// ```
fn waiting_room(erlangs: f64, full_work: f64, leaving: f64) -> f64 {
    if leaving == 0.0 {
        return full_work / (full_work - erlangs);
    }
    let (mut term, mut sum, mut waiting) = (1.0, 1.0, 0.0);
    loop {
        waiting += 1.0;
        let ratio = erlangs / (full_work + waiting * leaving);
        term *= ratio;
        sum += term;
        // Terms rise while ratio > 1; in deep overload they can reach infinity, which says "always full".
        if ratio < 1.0 && term <= 1e-17 * sum * (1.0 - ratio) || sum > 1e100 {
            return sum;
        }
    }
}

fn check_speeds(queue: &Queue, speeds: &[f64]) -> Result<()> {
    let given = || speeds.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    let wrong = |expected: &str| Err(Error::invalid(field(queue, "chat_speed"), given(), expected));
    if speeds.len() != queue.concurrency as usize {
        return wrong("one speed for each number of chats up to the concurrency");
    }
    if speeds.iter().any(|speed| !speed.is_finite() || *speed <= 0.0) {
        return wrong("positive speeds");
    }
    if (speeds[0] - 1.0).abs() > 1e-9 {
        return wrong("1 first: a chat that has its agent alone");
    }
    let work: Vec<f64> = (1..).map(f64::from).zip(speeds).map(|(k, s)| k * s).collect();
    if work.windows(2).any(|pair| pair[1] < pair[0] - 1e-9) {
        return wrong("speeds at which one chat more never means less work done");
    }
    Ok(())
}

fn field(queue: &Queue, name: &str) -> String {
    format!("{name} of queue {}", queue.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Channel;

    fn queue(speeds: &[f64], patience: Option<f64>) -> Queue {
        Queue {
            concurrency: speeds.len() as u32,
            chat_speed: speeds.to_vec(),
            patience,
            ..Queue::new("chat", Channel::Chat)
        }
    }

    /// 150 chats per half hour, 360 s at full attention, patience 240 s, 45 s, 19 agents with up to 3 chats. The chain
    /// gives 0.913339 and 0.030590; a simulation that hands no chat over 0.911 ± 0.001 and 0.0313 ± 0.0004, an agent with
    /// a chat 0.998 of the time and 2.558 ± 0.003 chats on each.
    #[test]
    fn three_chats_at_once_agree_with_the_chain_solved_elsewhere() {
        let load = Load::new(150.0, 360.0, 1800.0).unwrap();
        let chat = Chat::of(&queue(&[1.0, 0.7, 0.55], Some(240.0))).unwrap();
        let outcome = chat.outcome(load, 19, 45.0, 45.0);
        assert!((outcome.ends.answered_in_time - 0.913_339).abs() < 5e-7, "{outcome:?}");
        assert!((outcome.abandonment() - 0.030_590).abs() < 5e-7, "{outcome:?}");
        let figures = chat.figures(load, 19).unwrap();
        assert!((figures.occupancy - 0.998).abs() < 0.003, "{figures:?}");
        assert!((figures.chats_per_busy_agent - 2.558).abs() < 0.02, "{figures:?}");
    }

    /// The rule "n·c servers with the handle time of a full agent" is blind to the faster work at part load.
    #[test]
    fn the_rule_of_thumb_sees_less() {
        let full = Load::new(150.0, 360.0 / 0.55, 1800.0).unwrap();
        let blind = Queue { concurrency: 3, chat_speed: Vec::new(), ..queue(&[1.0], Some(240.0)) };
        let outcome = Chat::of(&blind).unwrap().outcome(full, 19, 45.0, 45.0);
        assert!((outcome.ends.answered_in_time - 0.870).abs() < 5e-4, "{outcome:?}");
        assert!((outcome.abandonment() - 0.046).abs() < 5e-4, "{outcome:?}");
    }

    #[test]
    fn one_chat_at_a_time_is_an_erlang_queue() {
        for (erlangs, agents) in [(0.3, 1), (5.0, 6), (20.0, 23), (90.0, 85), (700.0, 720), (40.0, 5)] {
            let load = Load::of_erlangs(erlangs, 240.0).unwrap();
            let n = f64::from(agents);
            let patience = Patience::new(180.0).unwrap();
            let one = Chat::of(&queue(&[1.0], Some(180.0))).unwrap().outcome(load, agents, 20.0, 20.0);
            let expected =
                Outcome::of(&a::figures(load, patience, n), a::ends(load, patience, n, 20.0, 20.0));
            for (got, expected) in [
                (one.ends.answered_in_time, expected.ends.answered_in_time),
                (one.ends.abandoned_short, expected.ends.abandoned_short),
                (one.abandonment(), expected.abandonment()),
                (one.occupancy, expected.occupancy),
                (one.asa / 240.0, expected.asa / 240.0),
            ] {
                assert!((got - expected).abs() < 1e-10, "{erlangs} erlangs: {got} {expected}");
            }
            let seen = Chat::of(&queue(&[1.0], Some(180.0))).unwrap().figures(load, agents).unwrap();
            assert!((seen.handle_time - 240.0).abs() < 1e-7, "{erlangs} erlangs: {seen:?}");
            let patient = Chat::of(&queue(&[1.0], None)).unwrap().outcome(load, agents, 20.0, 20.0);
            assert!((patient.ends.answered_late - c::ends(load, n, 20.0).answered_late).abs() < 1e-10);
        }
    }

    #[test]
    fn speeds_that_make_no_sense_are_refused() {
        for wrong in [&[0.9, 0.8][..], &[1.0, 0.4], &[1.0, f64::NAN], &[1.0, 0.0]] {
            let message = Chat::of(&queue(wrong, None)).unwrap_err().to_string();
            assert!(message.starts_with("chat_speed of queue chat is "), "{message}");
        }
        let short = Queue { concurrency: 3, ..queue(&[1.0, 0.7], None) };
        assert!(Chat::of(&short).unwrap_err().to_string().contains("one speed for each"));
    }

    #[test]
    fn a_chat_queue_without_room_only_grows() {
        let load = Load::of_erlangs(10.0, 300.0).unwrap();
        let chat = Chat::of(&queue(&[1.0, 0.7], None)).unwrap();
        assert_eq!(chat.figures(load, 7), None);
        assert_eq!(chat.outcome(load, 7, 20.0, 20.0).asa, f64::INFINITY);
        assert_eq!(chat.outcome(load, 7, 20.0, 20.0).ends.answered_in_time, 0.0);
        assert!(chat.figures(load, 8).is_some());
    }
}
