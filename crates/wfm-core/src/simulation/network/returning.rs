//! Callers who come back: redials of those who hung up or found all lines busy, and callbacks.

use super::{Event, Network};
use crate::simulation::draw::standard_exponential;
use crate::simulation::plan::happens;
use crate::simulation::waiting::Call;

impl Network<'_> {
    pub(super) fn perhaps_redial(&mut self, call_type: usize, share: f64) {
        let Some(redials) = self.kind(call_type).redials else { return };
        let random = &mut self.streams[call_type].redials;
        let at = self.now + redials.delay * standard_exponential(random);
        if happens(share, random) {
            self.schedule(at, Event::Redial { call_type: call_type as u32 });
        }
    }

    /// Somebody tries again, with new patience; after the end or while closed the line is dead.
    pub(super) fn redial(&mut self, call_type: usize) {
        let interval = self.plan.interval_at(self.now);
        let open = self.kind(call_type).open.get(interval).copied().unwrap_or(true);
        if self.now >= self.plan.end || !open {
            return;
        }
        let (plan, random) = (&self.plan.types[call_type], &mut self.streams[call_type].redials);
        let (handling, patience) = (plan.handle_time.next(random), plan.patience.next(random));
        let call = self.call(call_type, self.now, interval, handling, patience);
        let counts = self.count(&call);
        counts.offered += 1;
        counts.redials += 1;
        self.connect(call);
    }

    /// Whether a caller who would have to wait is offered a callback and accepts.
    pub(super) fn is_called_back(&mut self, call: &Call) -> bool {
        let kind = self.kind(call.call_type);
        let Some(callback) = kind.callback else { return false };
        let accepts = happens(callback.share, &mut self.streams[call.call_type].callbacks);
        let asks = self.plan.types[call.call_type].asks.iter();
        let agents: u32 = asks.map(|(group, _)| self.teams[*group].on_duty()).sum();
        let ahead = f64::from(self.waiting[call.call_type].len() + 1);
        let aht = kind.handle_time.mean * kind.handle_time_factors.get(call.interval).unwrap_or(&1.0);
        accepts && ahead * aht > callback.after * f64::from(agents)
    }

    /// The caller becomes a call of another type.
    pub(super) fn call_back(&mut self, call: &Call) {
        let Some(callback) = self.kind(call.call_type).callback else { return };
        let plan = &self.plan.types[callback.becomes];
        let random = &mut self.streams[call.call_type].callbacks;
        let (handling, patience) = (plan.handle_time.next(random), plan.patience.next(random));
        let call = self.call(callback.becomes, call.arrived, call.interval, handling, patience);
        self.count(&call).offered += 1;
        self.connect(call);
    }
}
