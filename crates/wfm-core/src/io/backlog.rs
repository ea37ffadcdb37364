//! `backlog.csv`: deferred work that waits already, by the time it came.

use super::codes::Table as Kind;
use super::problem::{Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, required};
use super::time::Clock;
use super::value::Names;
use crate::model::{Centre, WaitingContacts};

const QUEUE: usize = 0;
const ARRIVED: usize = 1;
const CONTACTS: usize = 2;

const COLUMNS: [Column; 3] = [required("queue"), required("arrived"), required("contacts")];

pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> Vec<WaitingContacts> {
    let Some(mut table) = Table::open(Kind::Backlog, source, &COLUMNS, report) else { return Vec::new() };
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut clock = Clock::new(centre.zone);
    let mut waiting = Vec::new();
    while let Some(row) = table.row() {
        waiting.extend(contacts(&row, &queues, &mut clock));
    }
    waiting
}

fn contacts(row: &Row, queues: &Names, clock: &mut Clock) -> Result<WaitingContacts, Reported> {
    let queue = row.needed(QUEUE).and_then(|name| queues.find(row, QUEUE, name).map(|_| name));
    let arrived = row.needed_instant(ARRIVED, clock);
    let contacts = row.needed(CONTACTS).and_then(|_| row.number(CONTACTS)?.ok_or(Reported));
    Ok(WaitingContacts { queue: queue?.into(), arrived: arrived?, contacts: contacts? })
}
