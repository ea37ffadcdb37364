//! A kind of call: how it arrives, how long it takes, how long it waits.

use super::Distribution;
use crate::units::{Contacts, Seconds, Share};

/// A kind of call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallType {
    /// Its name in tables.
    pub name: String,
    /// Work of an ordinary agent on a call; for chats at full attention.
    pub handle_time: Distribution,
    /// Handle time of a call by its interval of arrival, as a multiple of `handle_time`; empty: 1 throughout.
    pub handle_time_factors: Vec<f64>,
    /// How long a caller waits before hanging up.
    pub patience: Distribution,
    /// Threshold within which an answer is in time, in seconds.
    pub within: Seconds,
    /// Limit up to which a hang-up is short, for the definitions of a service level that have one.
    pub short_abandon: Seconds,
    /// Expected calls per interval: one path, or several, of which replication `r` takes number `r mod count`.
    pub offered: Vec<Vec<Contacts>>,
    /// Whether the line is open, per interval; empty: always. Nobody waits beyond closing time: callers hang up then,
    /// and deferred work stays for the next opening.
    pub open: Vec<bool>,
    /// Work that nobody waits for on the line, such as e-mail. Its waits count open time only.
    pub deferred: bool,
    /// Whether nobody waits beyond the end of the interval in which the call came: callers hang up then. Never true of a
    /// real line; it tells what is carried from one interval into the next.
    pub cleared_each_interval: bool,
    /// Lines: calls of this type in talk and waiting together; whoever finds all of them busy is turned away. Absent: as
    /// many as needed.
    pub lines: Option<u32>,
    /// Those who call again; absent: nobody does.
    pub redials: Option<Redials>,
    /// The offer to be called back instead of waiting; absent: none.
    pub callback: Option<Callback>,
}

/// Callers who try again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Redials {
    /// Share of those who hung up.
    pub abandoned: Share,
    /// Share of those who found all lines busy.
    pub blocked: Share,
    /// Mean time to the next attempt, exponential.
    pub delay: Seconds,
}

/// The offer of a callback to callers who would wait long.
///
/// A caller who finds `m` waiting expects `(m + 1)·AHT/n` seconds, `n` being the agents on duty who serve the type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Callback {
    /// Share of those offered who accept.
    pub share: Share,
    /// Expected wait above which it is offered; 0: to everybody who has to wait.
    pub after: Seconds,
    /// Position of the call type that the accepted calls become.
    pub becomes: usize,
}

impl CallType {
    /// Calls of `offered` per interval that never close, never redial and need no lines: a start for struct literals.
    pub fn new(
        name: impl Into<String>,
        offered: Vec<Contacts>,
        handle_time: Distribution,
        patience: Distribution,
        within: Seconds,
    ) -> Self {
        CallType {
            name: name.into(),
            handle_time,
            handle_time_factors: Vec::new(),
            patience,
            within,
            short_abandon: within,
            offered: vec![offered],
            open: Vec::new(),
            deferred: false,
            cleared_each_interval: false,
            lines: None,
            redials: None,
            callback: None,
        }
    }
}
