//! What can be wrong with an operation, all of it at once.

use super::{CallType, Callback, Distribution, Group, Operation, Redials, Staffing};
use crate::error::Error;

pub(super) fn of(operation: &Operation) -> Vec<Error> {
    let mut found =
        Found { intervals: operation.intervals, types: operation.call_types.len(), all: Vec::new() };
    found.operation(operation);
    operation.call_types.iter().for_each(|call_type| found.call_type(call_type));
    operation.groups.iter().for_each(|group| found.group(group));
    found.unserved(operation);
    found.all
}

/// More agents than any group has; a number beyond is a slip of the finger that would fill the memory.
const MOST_AGENTS: u32 = 1_000_000;

/// Likewise of calls in one interval.
const MOST_CALLS: f64 = 1e8;

struct Found {
    intervals: usize,
    types: usize,
    all: Vec<Error>,
}

impl Found {
    fn add(&mut self, field: String, given: impl std::fmt::Display, expected: &str) {
        self.all.push(Error::invalid(field, given, expected));
    }

    fn unless(&mut self, fine: bool, field: String, given: impl std::fmt::Display, expected: &str) {
        if !fine {
            self.add(field, given, expected);
        }
    }

    fn positive(&mut self, field: String, value: f64) {
        self.unless(value > 0.0 && value.is_finite(), field, value, "a finite number above 0");
    }

    fn not_negative(&mut self, field: String, value: f64) {
        self.unless(value >= 0.0 && value.is_finite(), field, value, "a finite number, 0 or more");
    }

    fn share(&mut self, field: String, value: f64) {
        self.unless((0.0..=1.0).contains(&value), field, value, "a share from 0 to 1");
    }

    fn per_interval(&mut self, field: String, len: usize) {
        let expected = format!("{}, one per interval", self.intervals);
        self.unless(len == self.intervals, field, format!("{len} values"), &expected);
    }

    /// One finite number from 0 on per interval.
    fn figures(&mut self, field: String, values: &[f64]) {
        self.per_interval(field.clone(), values.len());
        if let Some(wrong) = values.iter().find(|value| !(**value >= 0.0 && value.is_finite())) {
            self.add(field, wrong, "finite numbers, 0 or more");
        }
    }

    fn operation(&mut self, operation: &Operation) {
        self.positive("interval_s".to_owned(), operation.interval);
        self.unless(operation.intervals > 0, "intervals".to_owned(), 0, "at least 1");
        self.not_negative("warmup_s".to_owned(), operation.warmup);
        let short = operation.warmup < operation.end() || operation.intervals == 0;
        self.unless(short, "warmup_s".to_owned(), operation.warmup, "less than the whole stretch");
        self.unless(!operation.call_types.is_empty(), "call_types".to_owned(), "empty", "at least one");
        self.unless(!operation.groups.is_empty(), "groups".to_owned(), "empty", "at least one");
        if let Some(shape) = operation.day_rate_shape {
            self.positive("day_rate_gamma_shape".to_owned(), shape);
        }
        let types = operation.call_types.iter().map(|call_type| call_type.name.as_str());
        let groups = operation.groups.iter().map(|group| group.name.as_str());
        self.names(types.chain(groups));
    }

    fn names<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            self.unless(!name.is_empty(), "name".to_owned(), "empty", "a name");
            self.unless(
                seen.insert(name),
                "name".to_owned(),
                name,
                "names of call types and groups given once",
            );
        }
    }

    fn distribution(&mut self, field: impl Fn(&str) -> String, distribution: &Distribution) {
        if distribution.shape.has_mean() {
            self.positive(field("mean_s"), distribution.mean);
        }
        if distribution.shape.has_spread() {
            self.positive(field("cv"), distribution.cv);
        }
    }

    fn call_type(&mut self, call_type: &CallType) {
        let field = |name: &str| format!("{name} of call type {}", call_type.name);
        self.distribution(|part| field(&format!("handle_time.{part}")), &call_type.handle_time);
        if !call_type.handle_time.shape.has_mean() {
            self.add(field("handle_time.kind"), "infinite", "a handle time that ends");
        }
        self.distribution(|part| field(&format!("patience.{part}")), &call_type.patience);
        self.not_negative(field("target_s"), call_type.within);
        self.not_negative(field("short_abandon_s"), call_type.short_abandon);
        self.unless(
            !call_type.offered.is_empty(),
            field("calls_per_interval"),
            "missing",
            "at least one path",
        );
        for path in &call_type.offered {
            self.figures(field("calls_per_interval"), path);
            let most = path.iter().copied().fold(0.0, f64::max);
            self.unless(most <= MOST_CALLS, field("calls_per_interval"), most, "at most 100000000 calls");
        }
        if !call_type.handle_time_factors.is_empty() {
            self.figures(field("handle_time_factors"), &call_type.handle_time_factors);
        }
        if !call_type.open.is_empty() {
            self.per_interval(field("open"), call_type.open.len());
            let closed =
                |path: &Vec<f64>| path.iter().zip(&call_type.open).any(|(calls, open)| !open && *calls > 0.0);
            let arrives = call_type.offered.iter().any(closed);
            self.unless(
                !arrives,
                field("calls_per_interval"),
                "calls while closed",
                "calls in open intervals only",
            );
        }
        self.unless(call_type.lines != Some(0), field("lines"), 0, "at least 1 line");
        if let Some(redials) = &call_type.redials {
            self.redials(|part| field(&format!("redials.{part}")), redials);
        }
        if let Some(callback) = &call_type.callback {
            self.callback(|part| field(&format!("callback.{part}")), callback);
        }
    }

    fn redials(&mut self, field: impl Fn(&str) -> String, redials: &Redials) {
        self.share(field("abandoned"), redials.abandoned);
        self.share(field("blocked"), redials.blocked);
        self.positive(field("delay_s"), redials.delay);
    }

    fn callback(&mut self, field: impl Fn(&str) -> String, callback: &Callback) {
        self.share(field("share"), callback.share);
        self.not_negative(field("after_s"), callback.after);
        let known = callback.becomes < self.types;
        self.unless(known, field("becomes"), callback.becomes, "one of the call types");
    }

    fn group(&mut self, group: &Group) {
        let field = |name: &str| format!("{name} of group {}", group.name);
        match &group.staffing {
            Staffing::Counts(agents) => {
                self.per_interval(field("agents_per_interval"), agents.len());
                let most = agents.iter().copied().max().unwrap_or(0);
                self.unless(
                    most <= MOST_AGENTS,
                    field("agents_per_interval"),
                    most,
                    "at most 1000000 agents",
                );
            }
            Staffing::Shifts { shifts, absence, away } => {
                self.share(field("absence"), *absence);
                self.share(field("away"), *away);
                let ordered = shifts.iter().all(|shift| in_order(&shift.spans));
                self.unless(
                    ordered,
                    field("shifts"),
                    "spans out of order",
                    "spans in order, none before the start",
                );
            }
        }
        let speeds = &group.contact_speed;
        self.unless(!speeds.is_empty(), field("chat_speed"), "empty", "one speed per contact held at once");
        let positive = speeds.iter().all(|speed| *speed > 0.0 && speed.is_finite());
        self.unless(positive, field("chat_speed"), "a speed that is none", "finite speeds above 0");
        for serving in &group.serves {
            let known = serving.call_type < self.types;
            self.unless(known, field("serves"), serving.call_type, "one of the call types");
            self.positive(field("speed"), serving.speed);
        }
        let mut served: Vec<usize> = group.serves.iter().map(|serving| serving.call_type).collect();
        served.sort_unstable();
        let once = served.windows(2).all(|pair| pair[0] != pair[1]);
        self.unless(once, field("serves"), "a call type twice", "every call type once");
    }

    /// A type that arrives and that no group serves would wait for ever.
    fn unserved(&mut self, operation: &Operation) {
        for (index, call_type) in operation.call_types.iter().enumerate() {
            let arrives = call_type.offered.iter().flatten().any(|calls| *calls > 0.0);
            let mut serving = operation.groups.iter().flat_map(|group| &group.serves);
            let served = serving.any(|serving| serving.call_type == index);
            if arrives && !served {
                self.add(
                    format!("serves of call type {}", call_type.name),
                    "no group",
                    "a group that serves it",
                );
            }
        }
    }
}

fn in_order(spans: &[(f64, f64)]) -> bool {
    let mut last = 0.0;
    spans.iter().all(|(from, to)| {
        let fine = last <= *from && from <= to && to.is_finite();
        last = *to;
        fine
    })
}
