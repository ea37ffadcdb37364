//! Calls of one type that wait, in the order they came.

use std::collections::VecDeque;

use crate::units::Seconds;

/// A call, with all that was drawn for it when it arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    pub(super) call_type: usize,
    pub(super) arrived: Seconds,
    /// Interval of arrival.
    pub(super) interval: usize,
    /// Work of an ordinary agent.
    pub(super) handling: Seconds,
    /// When it hangs up if nobody answers.
    pub(super) leaves: Seconds,
}

/// A line: first come, first served, except for those who hang up.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    calls: VecDeque<Option<Call>>,
    /// Number of the call at the front; every call has a number of its own.
    front: u32,
    len: u32,
}

impl Waiting {
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// Lets a call wait; its number.
    pub(super) fn push(&mut self, call: Call) -> u32 {
        self.calls.push_back(Some(call));
        self.len += 1;
        self.front.wrapping_add(self.calls.len() as u32 - 1)
    }

    /// When the longest waiting call came.
    pub(super) fn oldest(&self) -> Option<Seconds> {
        self.calls.front().and_then(|call| call.as_ref()).map(|call| call.arrived)
    }

    /// Takes the longest waiting call.
    pub(super) fn pop(&mut self) -> Option<Call> {
        let number = self.front;
        self.take(number)
    }

    /// Takes the call of this number, if it still waits.
    pub(super) fn take(&mut self, number: u32) -> Option<Call> {
        let call = self.calls.get_mut(number.wrapping_sub(self.front) as usize)?.take()?;
        self.len -= 1;
        while matches!(self.calls.front(), Some(None)) {
            self.calls.pop_front();
            self.front = self.front.wrapping_add(1);
        }
        Some(call)
    }
}
