//! An instance as it is published, and what the benchmark says of an answer: without the library.

/// Minutes between possible starts, ends and changes of task.
pub(crate) const SLOT: u32 = 15;
pub(crate) const SLOTS_OF_DAY: usize = 96;
/// The horizon begins at six on the first day and ends at six on the day after the last.
pub(crate) const DAY_BREAKS: u32 = 6 * 60;
/// Earliest and latest starts of a shift, in minutes after midnight.
pub(crate) const STARTS: [(u32, u32); 4] = [(0, 0), (360, 600), (840, 1080), (1200, 1425)];
/// Shortest and longest shift, in minutes.
pub(crate) const LENGTHS: (u32, u32) = (360, 600);
pub(crate) const REST: u32 = 14 * 60;
pub(crate) const MOST_DAYS_RUNNING: usize = 5;
/// Minutes for which a task is kept at least.
pub(crate) const TASK_KEPT: u32 = 60;

/// A member of staff: the least and the most minutes of the whole horizon.
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) minutes: (u32, u32),
}

/// People wanted on a task in a quarter of an hour, counted from midnight of the first day.
struct Cover {
    slot: usize,
    task: usize,
    least: u32,
    most: u32,
}

/// A published instance; tasks are numbered from 0.
#[derive(Default)]
pub(crate) struct Instance {
    pub(crate) days: usize,
    pub(crate) tasks: usize,
    pub(crate) staff: Vec<Member>,
    cover: Vec<Cover>,
}

/// A shift of an answer: its first slot from midnight of the first day, and the task of every slot of it.
#[derive(Clone)]
pub(crate) struct Duty {
    pub(crate) start: usize,
    pub(crate) tasks: Vec<usize>,
}

impl Duty {
    pub(crate) fn end(&self) -> usize {
        self.start + self.tasks.len()
    }
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
        match instance.days == 0 || instance.tasks == 0 {
            true => Err("SECTION_HORIZON and SECTION_TASKS: days and tasks are missing".to_owned()),
            false => Ok(instance),
        }
    }

    fn add(&mut self, section: &str, row: &str) -> Option<()> {
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        let number = |at: usize| cells.get(at)?.parse::<u32>().ok();
        match section {
            "SECTION_HORIZON" => self.days = number(0).filter(|days| (1..=365).contains(days))? as usize,
            "SECTION_TASKS" => self.tasks = number(0).filter(|tasks| (1..=100).contains(tasks))? as usize,
            "SECTION_STAFF" => {
                self.staff.push(Member { id: cells[0].to_owned(), minutes: (number(1)?, number(2)?) });
            }
            "SECTION_COVER" => self.cover.push(Cover {
                slot: slot(number(0)?.checked_sub(1)?, cells.get(1)?.split_once('-')?.0)
                    .filter(|slot| self.horizon().contains(slot))?,
                task: (number(2)? as usize).checked_sub(1).filter(|task| *task < self.tasks)?,
                least: number(3)?,
                most: number(4)?,
            }),
            _ => return None,
        }
        Some(())
    }

    /// The slots in which anybody may work.
    pub(crate) fn horizon(&self) -> std::ops::Range<usize> {
        let begin = (DAY_BREAKS / SLOT) as usize;
        begin..begin + self.days * SLOTS_OF_DAY
    }

    /// People wanted at most, per task and slot; nobody where nothing is said.
    pub(crate) fn wanted(&self) -> Vec<Vec<u32>> {
        let mut wanted = vec![vec![0; self.horizon().end]; self.tasks];
        self.cover.iter().for_each(|cover| wanted[cover.task][cover.slot] = cover.most);
        wanted
    }

    /// What every answer costs at least: the people too many at the least of everybody's minutes, spread evenly.
    pub(crate) fn bound(&self) -> u64 {
        let least: u32 = self.staff.iter().map(|member| member.minutes.0.div_ceil(SLOT)).sum();
        let most: u32 = self.cover.iter().map(|cover| cover.most).sum();
        let (over, cells) =
            (u64::from(least.saturating_sub(most)), (self.horizon().len() * self.tasks) as u64);
        let (each, rest) = (over / cells.max(1), over % cells.max(1));
        (cells - rest) * each.pow(2) + rest * (each + 1).pow(2)
    }

    /// What the duties of every member cost, and what they break.
    pub(crate) fn evaluate(&self, duties: &[Vec<Duty>]) -> (u64, Vec<String>) {
        let mut people = vec![vec![0_u32; self.horizon().end]; self.tasks];
        let mut broken: Vec<String> =
            self.staff.iter().zip(duties).flat_map(|(member, duties)| self.broken(member, duties)).collect();
        for duty in duties.iter().flatten().filter(|duty| duty.end() <= self.horizon().end) {
            duty.tasks.iter().enumerate().for_each(|(at, task)| people[*task][duty.start + at] += 1);
        }
        let short = self.cover.iter().filter(|cover| people[cover.task][cover.slot] < cover.least);
        broken.extend(short.map(|cover| format!("task {} short in slot {}", cover.task + 1, cover.slot)));
        let pairs = people.iter().flatten().zip(self.wanted().into_iter().flatten());
        (pairs.map(|(people, most)| u64::from(people.saturating_sub(most)).pow(2)).sum(), broken)
    }

    fn broken(&self, member: &Member, duties: &[Duty]) -> Vec<String> {
        let minutes = |slots: usize| slots as u32 * SLOT;
        let total = minutes(duties.iter().map(|duty| duty.tasks.len()).sum());
        let starts_well = |duty: &Duty| {
            let clock = minutes(duty.start % SLOTS_OF_DAY);
            STARTS.iter().any(|(first, last)| (*first..=*last).contains(&clock))
        };
        let days: Vec<usize> = duties.iter().map(|duty| duty.start / SLOTS_OF_DAY).collect();
        let inside = |duty: &Duty| self.horizon().contains(&duty.start) && duty.end() <= self.horizon().end;
        let lasts = |duty: &Duty| (LENGTHS.0..=LENGTHS.1).contains(&minutes(duty.tasks.len()));
        let keeps = |duty: &Duty| {
            duty.tasks.chunk_by(|task, next| task == next).all(|same| minutes(same.len()) >= TASK_KEPT)
        };
        let rests = |pair: &[Duty]| pair[1].start >= pair[0].end() + (REST / SLOT) as usize;
        let run_too_long = days
            .windows(MOST_DAYS_RUNNING + 1)
            .any(|run| run[MOST_DAYS_RUNNING] == run[0] + MOST_DAYS_RUNNING);
        let laws = [
            ((member.minutes.0..=member.minutes.1).contains(&total), "minutes"),
            (duties.iter().all(inside), "outside the horizon"),
            (duties.iter().all(starts_well), "start"),
            (duties.iter().all(lasts), "length"),
            (duties.iter().all(keeps), "task not kept"),
            (duties.windows(2).all(rests), "rest"),
            (days.windows(2).all(|pair| pair[0] < pair[1]), "two starts on a day"),
            (!run_too_long, "run too long"),
        ];
        let broken = laws.into_iter().filter(|(kept, _)| !kept);
        broken.map(|(_, what)| format!("{}: {what}", member.id)).collect()
    }

    /// Reads a published answer; none when it is not understood.
    pub(crate) fn answer(&self, xml: &str) -> Option<Vec<Vec<Duty>>> {
        let mut duties: Vec<Vec<Duty>> = self.staff.iter().map(|_| Vec::new()).collect();
        for part in xml.split("<Employee ID=\"").skip(1) {
            let id = part.split('"').next()?;
            let member = self.staff.iter().position(|member| member.id == id)?;
            for shift in part.split("<Shift>").skip(1) {
                duties[member].push(self.duty(shift)?);
            }
            duties[member].sort_by_key(|duty| duty.start);
        }
        Some(duties)
    }

    fn duty(&self, shift: &str) -> Option<Duty> {
        let start = slot(inside(shift, "Day")?.parse().ok()?, inside(shift, "Start")?)?;
        let mut tasks = Vec::new();
        for part in shift.split("<Task ").skip(1) {
            let task = inside(part, "ID")?.parse::<usize>().ok()?.checked_sub(1)?;
            let minutes: u32 = inside(part, "Length")?.parse().ok()?;
            tasks.extend((0..minutes.min(1440) / SLOT).map(|_| task));
        }
        tasks.iter().all(|task| *task < self.tasks).then_some(Duty { start, tasks })
    }
}

/// The slot of `06:15` on a day counted from 0.
fn slot(day: u32, clock: &str) -> Option<usize> {
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let is_slot = day <= 1000 && hours < 24 && minutes < 60 && minutes.is_multiple_of(SLOT);
    is_slot.then(|| day as usize * SLOTS_OF_DAY + ((hours * 60 + minutes) / SLOT) as usize)
}

fn inside<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    Some(text.split_once(&format!("<{tag}>"))?.1.split_once(&format!("</{tag}>"))?.0.trim())
}
