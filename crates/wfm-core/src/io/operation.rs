//! `OPERATION.json`: calls, agents and rules of a simulation.

use super::codes;
use super::json::{Document, Object};
use super::names::suggestion;
use super::problem::{InputProblem, Report};
use super::source::Source;
use crate::error::Error;
use crate::model::operation::{
    CallType, Callback, Distribution, Group, Operation, Redials, Serving, Shape, Staffing,
};

/// Most contacts of one agent at once.
const MOST_CONTACTS: u32 = 100;

/// An operation as its file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationFile {
    /// Its name, `id` in the file; empty when there is none.
    pub id: String,
    /// What it shows, in words.
    pub description: String,
    /// The operation.
    pub operation: Operation,
    /// Replications to play, unless others are asked for.
    pub replications: Option<usize>,
    /// Seed, unless another is asked for.
    pub seed: Option<u64>,
    /// Whether figures by interval are wanted.
    pub report_intervals: bool,
}

/// Reads an operation; nothing comes back when the file is no JSON or lacks what an operation needs.
pub(super) fn read(source: Source, report: &Report) -> Option<OperationFile> {
    let name = source.name.clone();
    let document = Document::read(source, report)?;
    let root = document.root(report);
    let file = file(&root);
    root.finish();
    let file = file?;
    for problem in file.operation.problems() {
        report.add(sense(&name, &problem));
    }
    Some(file)
}

/// A value that is no value of an operation.
fn sense(file: &str, error: &Error) -> InputProblem {
    let Error::InvalidInput { field, given, expected } = error else {
        return InputProblem::new(codes::OPERATION_SENSE, file, error.to_string());
    };
    let problem = InputProblem::new(codes::OPERATION_SENSE, file, format!("{field} is {given}"));
    problem.expected(expected.as_str()).remedy("correct the value")
}

fn file(root: &Object) -> Option<OperationFile> {
    let interval = root.needed_number("interval_s");
    let types = root.needed_objects("call_types");
    let names: Vec<&str> = types.iter().map(|object| object.needed_text("name").unwrap_or("")).collect();
    let call_types: Vec<Option<CallType>> = types.iter().map(|object| call_type(object, &names)).collect();
    let speeds = speeds(root);
    let groups = root.needed_objects("groups");
    let groups: Vec<Option<Group>> =
        groups.iter().map(|object| group(object, &names, speeds.as_deref())).collect();
    let warmup = root.number("warmup_s").unwrap_or(0.0);
    let file = OperationFile {
        id: root.text("id").unwrap_or("").to_owned(),
        description: root.text("description").unwrap_or("").to_owned(),
        replications: root.whole("replications").map(|number| number as usize),
        seed: root.whole("seed"),
        report_intervals: root.flag("report_intervals").unwrap_or(false),
        operation: Operation {
            interval: interval.unwrap_or(0.0),
            intervals: 0,
            warmup,
            call_types: Vec::new(),
            groups: Vec::new(),
            day_rate_shape: root.number("day_rate_gamma_shape"),
        },
    };
    let call_types: Vec<CallType> = call_types.into_iter().collect::<Option<_>>()?;
    let groups = groups.into_iter().collect::<Option<_>>()?;
    let intervals = call_types.first().and_then(|first| first.offered.first()).map_or(0, Vec::len);
    interval?;
    Some(OperationFile { operation: Operation { intervals, call_types, groups, ..file.operation }, ..file })
}

fn call_type(object: &Object, names: &[&str]) -> Option<CallType> {
    let handle_time = distribution(object, "handle_time");
    let patience = distribution(object, "patience");
    let within = object.needed_number("target_s");
    let offered = object.needed_numbers("calls_per_interval");
    let call_type = CallType {
        open: object.flags("open_per_interval").unwrap_or_default(),
        deferred: object.flag("deferred").unwrap_or(false),
        lines: object.count("lines"),
        redials: object.object("redials").and_then(|object| redials(&object)),
        callback: object.object("callback").and_then(|object| callback(&object, names)),
        short_abandon: object.number("short_abandon_s").or(within).unwrap_or(0.0),
        ..CallType::new(
            object.text("name").unwrap_or(""),
            Vec::new(),
            Distribution::ENDLESS,
            Distribution::ENDLESS,
            0.0,
        )
    };
    object.finish();
    let (handle_time, patience) = (handle_time?, patience?);
    Some(CallType { handle_time, patience, within: within?, offered: vec![offered?], ..call_type })
}

fn distribution(object: &Object, key: &str) -> Option<Distribution> {
    let object = object.needed_object(key)?;
    let shape = object.needed_word("kind", &Shape::ALL.map(|shape| (shape.name(), shape)));
    let mean = match shape {
        Some(shape) if !shape.has_mean() => object.number("mean_s").or(Some(f64::INFINITY)),
        _ => object.needed_number("mean_s"),
    };
    let cv = match shape {
        Some(shape) if shape.has_spread() => object.needed_number("cv"),
        _ => object.number("cv").or(Some(1.0)),
    };
    object.finish();
    Some(Distribution { shape: shape?, mean: mean?, cv: cv? })
}

fn redials(object: &Object) -> Option<Redials> {
    let (abandoned, blocked) = (object.number("abandoned"), object.number("blocked"));
    let delay = object.needed_number("delay_s");
    object.finish();
    Some(Redials { abandoned: abandoned.unwrap_or(0.0), blocked: blocked.unwrap_or(0.0), delay: delay? })
}

fn callback(object: &Object, names: &[&str]) -> Option<Callback> {
    let share = object.needed_number("share");
    let after = object.number("after_s").unwrap_or(0.0);
    let becomes = object.needed_text("becomes").and_then(|name| position(object, "becomes", name, names));
    object.finish();
    Some(Callback { share: share?, after, becomes: becomes? })
}

/// Position of a call type.
fn position(object: &Object, key: &str, name: &str, names: &[&str]) -> Option<usize> {
    let found = names.iter().position(|other| *other == name);
    if found.is_none() {
        let remedy = suggestion(name, names.iter().copied(), "use the name of a call type");
        let expected = format!("one of the call types: {}", names.join(", "));
        let what = format!("{name:?} is no call type");
        object.problem(codes::OPERATION_UNKNOWN_NAME, key, what, &expected, &remedy);
    }
    found
}

/// Speeds of the contacts held at once: `chat_speed`, or `concurrency` contacts that do not slow each other.
fn speeds(object: &Object) -> Option<Vec<f64>> {
    let (concurrency, speeds) = (object.count("concurrency"), object.numbers("chat_speed"));
    if let Some(concurrency) = concurrency.filter(|concurrency| *concurrency > MOST_CONTACTS) {
        let what = format!("concurrency is {concurrency}");
        object.problem(
            codes::OPERATION_SENSE,
            "concurrency",
            what,
            "at most 100 contacts at once",
            "correct it",
        );
        return None;
    }
    if let (Some(concurrency), Some(speeds)) = (concurrency, &speeds)
        && speeds.len() != concurrency as usize
        && concurrency > 1
    {
        let what = format!("{} speeds", speeds.len());
        let expected = format!("{concurrency}, one for each number of contacts up to the concurrency");
        object.problem(codes::OPERATION_SENSE, "chat_speed", what, &expected, "give one speed each");
    }
    match concurrency {
        Some(0 | 1) => Some(vec![1.0]),
        Some(concurrency) => speeds.or_else(|| Some(vec![1.0; concurrency as usize])),
        None => speeds,
    }
}

fn group(object: &Object, names: &[&str], usual: Option<&[f64]>) -> Option<Group> {
    let name = object.needed_text("name");
    let agents = object.needed_counts("agents_per_interval");
    let own = speeds(object);
    let serves = object.needed_object("serves").map(|serves| {
        let members = serves.members();
        members.iter().filter_map(|(name, serving)| self::serving(&serves, name, serving, names)).collect()
    });
    object.finish();
    Some(Group {
        name: name?.to_owned(),
        staffing: Staffing::Counts(agents?),
        serves: serves?,
        contact_speed: own.or_else(|| usual.map(<[f64]>::to_vec)).unwrap_or_else(|| vec![1.0]),
    })
}

fn serving(serves: &Object, name: &str, object: &Object, names: &[&str]) -> Option<Serving> {
    let call_type = position(serves, name, name, names);
    let usual = Serving::first_choice(0);
    let serving = Serving {
        group_rank: object.count("group_rank_for_call").unwrap_or(usual.group_rank),
        call_rank: object.count("call_rank_for_group").unwrap_or(usual.call_rank),
        speed: object.number("speed").unwrap_or(usual.speed),
        reserve: object.count("reserve").unwrap_or(usual.reserve),
        ..usual
    };
    object.finish();
    Some(Serving { call_type: call_type?, ..serving })
}
