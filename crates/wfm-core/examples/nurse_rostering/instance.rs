//! An instance as it is published: comma-separated rows in sections, days counted from a Monday.

use std::collections::{BTreeMap, BTreeSet};

/// A shift type: its length, and the types that may not follow it on the next day.
pub(crate) struct ShiftType {
    pub(crate) id: String,
    pub(crate) minutes: u32,
    pub(crate) not_next: Vec<String>,
}

/// A member of staff with the limits of the whole horizon.
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) most_of_type: Vec<(String, u32)>,
    pub(crate) minutes: (u32, u32),
    pub(crate) run: (u32, u32),
    pub(crate) least_run_off: u32,
    pub(crate) most_weekends: u32,
    pub(crate) days_off: BTreeSet<u32>,
}

/// A shift that somebody would like to have, or not to have.
pub(crate) struct Request {
    pub(crate) member: String,
    pub(crate) day: u32,
    pub(crate) shift: String,
    pub(crate) weight: u16,
    pub(crate) wanted: bool,
}

/// People wanted on a day and shift type.
pub(crate) struct Cover {
    pub(crate) day: u32,
    pub(crate) shift: String,
    pub(crate) people: u32,
    pub(crate) under: f64,
    pub(crate) over: f64,
}

/// A published instance.
#[derive(Default)]
pub(crate) struct Instance {
    pub(crate) days: u32,
    pub(crate) shifts: Vec<ShiftType>,
    pub(crate) staff: Vec<Member>,
    pub(crate) requests: Vec<Request>,
    pub(crate) cover: Vec<Cover>,
}

impl Instance {
    /// Reads the text of an instance; says which row is not understood.
    pub(crate) fn parse(text: &str) -> Result<Instance, String> {
        let mut instance = Instance::default();
        let mut section = "";
        let rows = text.lines().map(str::trim).filter(|row| !row.is_empty() && !row.starts_with('#'));
        for row in rows {
            match row.starts_with("SECTION_") {
                true => section = row,
                false => instance.add(section, row).ok_or_else(|| format!("{section}: {row:?}"))?,
            }
        }
        Ok(instance)
    }

    fn add(&mut self, section: &str, row: &str) -> Option<()> {
        let cells: Vec<&str> = row.split(',').collect();
        let cell = |at: usize| cells.get(at).copied();
        let number = |at: usize| cell(at)?.trim().parse::<u32>().ok();
        match section {
            "SECTION_HORIZON" => self.days = number(0)?,
            "SECTION_SHIFTS" => self.shifts.push(ShiftType {
                id: cell(0)?.to_owned(),
                minutes: number(1)?,
                not_next: cell(2)
                    .into_iter()
                    .flat_map(|ids| ids.split('|'))
                    .filter(|id| !id.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }),
            "SECTION_STAFF" => self.staff.push(Member {
                id: cell(0)?.to_owned(),
                most_of_type: cell(1)?.split('|').map(of_type).collect::<Option<_>>()?,
                minutes: (number(3)?, number(2)?),
                run: (number(5)?, number(4)?),
                least_run_off: number(6)?,
                most_weekends: number(7)?,
                days_off: BTreeSet::new(),
            }),
            "SECTION_DAYS_OFF" => {
                let member = self.staff.iter_mut().find(|member| Some(member.id.as_str()) == cell(0))?;
                member.days_off.extend((1..cells.len()).filter_map(number));
            }
            "SECTION_SHIFT_ON_REQUESTS" | "SECTION_SHIFT_OFF_REQUESTS" => self.requests.push(Request {
                member: cell(0)?.to_owned(),
                day: number(1)?,
                shift: cell(2)?.to_owned(),
                weight: cell(3)?.parse().ok()?,
                wanted: section == "SECTION_SHIFT_ON_REQUESTS",
            }),
            "SECTION_COVER" => self.cover.push(Cover {
                day: number(0)?,
                shift: cell(1)?.to_owned(),
                people: number(2)?,
                under: f64::from(number(3)?),
                over: f64::from(number(4)?),
            }),
            _ => return None,
        }
        Some(())
    }

    /// Position of a shift type.
    pub(crate) fn position(&self, id: &str) -> usize {
        self.shifts.iter().position(|shift| shift.id == id).unwrap_or(usize::MAX)
    }

    /// What a roster, the type worked by member and day, costs, and the rules that it breaks: by the words of the
    /// benchmark alone, without the library.
    pub(crate) fn evaluate(&self, worked: &BTreeMap<(usize, u32), usize>) -> (f64, Vec<String>) {
        let requests = self.requests.iter().map(|request| {
            let member =
                self.staff.iter().position(|member| member.id == request.member).unwrap_or(usize::MAX);
            let has = worked.get(&(member, request.day)) == Some(&self.position(&request.shift));
            if has == request.wanted { 0.0 } else { f64::from(request.weight) }
        });
        let cover = self.cover.iter().map(|cover| {
            let shift = self.position(&cover.shift);
            let people =
                worked.iter().filter(|((_, day), kind)| *day == cover.day && **kind == shift).count();
            let missing = f64::from(cover.people) - people as f64;
            if missing > 0.0 { missing * cover.under } else { -missing * cover.over }
        });
        let cost = requests.sum::<f64>() + cover.sum::<f64>();
        let broken = self.staff.iter().enumerate().flat_map(|(at, member)| {
            let days: Vec<Option<usize>> =
                (0..self.days).map(|day| worked.get(&(at, day)).copied()).collect();
            self.broken(member, &days)
        });
        (cost, broken.collect())
    }

    fn broken(&self, member: &Member, days: &[Option<usize>]) -> Vec<String> {
        let minutes: u32 = days.iter().flatten().map(|shift| self.shifts[*shift].minutes).sum();
        let too_often = member.most_of_type.iter().any(|(id, most)| {
            days.iter().flatten().filter(|shift| **shift == self.position(id)).count() > *most as usize
        });
        let follows = days.windows(2).any(|pair| match (pair[0], pair[1]) {
            (Some(first), Some(next)) => self.shifts[first].not_next.contains(&self.shifts[next].id),
            _ => false,
        });
        let weekends = days.chunks(7).filter(|week| week.iter().skip(5).any(Option::is_some)).count();
        let mut found = Vec::new();
        let mut say =
            |broken: bool, what: &str| found.extend(broken.then(|| format!("{}: {what}", member.id)));
        say(!(member.minutes.0..=member.minutes.1).contains(&minutes), "minutes");
        say(too_often, "too many of a type");
        say(follows, "forbidden succession");
        say(weekends > member.most_weekends as usize, "weekends");
        say(member.days_off.iter().any(|day| days[*day as usize].is_some()), "day off worked");
        let mut from = 0;
        for run in days.chunk_by(|a, b| a.is_some() == b.is_some()) {
            let (length, inside) = (run.len() as u32, from > 0 && from + run.len() < days.len());
            let least = if run[0].is_some() { member.run.0 } else { member.least_run_off };
            say(run[0].is_some() && length > member.run.1, "run too long");
            say(inside && length < least, "run too short");
            from += run.len();
        }
        found
    }
}

/// `D=14`
fn of_type(text: &str) -> Option<(String, u32)> {
    let (id, most) = text.split_once('=')?;
    Some((id.to_owned(), most.trim().parse().ok()?))
}
