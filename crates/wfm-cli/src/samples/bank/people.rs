//! The people of Harbour Bank, all invented: teams in blocks, then what each of them cannot or would like to do.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::super::stream::stream;
use super::super::table;

/// A group of agents alike in contract, team and queues.
struct Block {
    count: usize,
    contract: &'static str,
    team: &'static str,
    site: &'static str,
    /// Queues in turn: the first agent of the block gets the first entry, and so on round.
    queues: &'static [&'static str],
    /// Preferred starts in turn.
    starts: &'static [&'static str],
    /// Cost per hour in turn.
    costs: &'static [&'static str],
}

const FULL_TIME: &str = "full-time";
const CARDS: &[&str] = &["cards", "cards", "cards|webchat", "cards", "cards|loans:0.85"];
const EARLY_AND_LATE: &[&str] =
    &["07:00", "08:00", "", "09:00", "11:30", "08:30", "12:00", "07:30", "10:00", ""];

const BLOCKS: [Block; 15] = [
    block(10, FULL_TIME, "Cards North", "Leeds", CARDS, EARLY_AND_LATE, &["14.80", "", "15.60"]),
    block(10, FULL_TIME, "Cards South", "Leeds", CARDS, EARLY_AND_LATE, &["14.80", "15.20", ""]),
    block(9, FULL_TIME, "Loans", "Leeds", &["loans", "loans", "loans|cards:0.9"], EARLY_AND_LATE, &["16.90"]),
    block(6, FULL_TIME, "Digital", "Cardiff", &["webchat", "webchat|claims"], EARLY_AND_LATE, &["15.10", ""]),
    block(5, FULL_TIME, "Claims", "Cardiff", &["claims", "claims|webchat:0.8"], &["08:00", ""], &["15.40"]),
    block(3, "part-time-30", "Cards North", "Leeds", &["cards"], &["09:00", "08:30", ""], &["14.80"]),
    block(3, "part-time-30", "Cards South", "Leeds", &["cards", "cards|webchat"], &["09:30"], &["14.80"]),
    block(3, "part-time-30", "Loans", "Leeds", &["loans"], &["09:00", "12:00", ""], &["16.40"]),
    block(3, "part-time-30", "Claims", "Cardiff", &["claims"], &["08:00", "09:00"], &["15.00"]),
    block(
        6,
        "part-time-20",
        "Cards South",
        "Leeds",
        &["cards"],
        &["09:30", "10:00", "14:00"],
        &["14.50", ""],
    ),
    block(3, "part-time-20", "Digital", "Cardiff", &["webchat"], &["10:00", "15:00", ""], &["14.70"]),
    block(3, "part-time-20", "Claims", "Cardiff", &["claims"], &["08:30", "09:30"], &["14.70"]),
    block(7, "evening", "Evening", "Leeds", &["cards", "cards|webchat"], &["16:30", ""], &["15.90"]),
    block(3, "evening", "Evening", "Cardiff", &["webchat", "webchat|cards:0.9"], &["16:30"], &["15.90"]),
    block(8, "flex", "Flex", "Leeds", &["cards", "cards|webchat", "loans|cards"], &[""], &["14.20", ""]),
];

const fn block(
    count: usize,
    contract: &'static str,
    team: &'static str,
    site: &'static str,
    queues: &'static [&'static str],
    starts: &'static [&'static str],
    costs: &'static [&'static str],
) -> Block {
    Block { count, contract, team, site, queues, starts, costs }
}

const FIRST_NAMES: [&str; 41] = [
    "Aisha",
    "Alan",
    "Alice",
    "Andrei",
    "Anna",
    "Bethan",
    "Carys",
    "Charlotte",
    "Chinedu",
    "Claire",
    "Daniel",
    "David",
    "Elena",
    "Emma",
    "Fatima",
    "Gareth",
    "Grace",
    "Harpreet",
    "Helen",
    "Isaac",
    "Jade",
    "James",
    "Joanna",
    "Kate",
    "Kwame",
    "Liam",
    "Lucy",
    "Mei",
    "Mohammed",
    "Natalie",
    "Oliver",
    "Priya",
    "Rachel",
    "Rhys",
    "Rosa",
    "Samuel",
    "Sian",
    "Sophie",
    "Tariq",
    "Tomasz",
    "Zoe",
];
const LAST_NAMES: [&str; 43] = [
    "Ahmed", "Baker", "Barnes", "Bianchi", "Booth", "Carter", "Chen", "Clarke", "Cooper", "Davies",
    "Dhillon", "Edwards", "Ellis", "Evans", "Fisher", "Foster", "Gill", "Grant", "Green", "Hall", "Hussain",
    "Jenkins", "Jones", "Kaur", "Kelly", "Khan", "Kowalski", "Lewis", "Marsh", "Morgan", "Murphy", "Obi",
    "Owen", "Palmer", "Price", "Reid", "Roberts", "Shah", "Stone", "Taylor", "Walsh", "Watts", "Young",
];

/// An agent of the bank, with what the availability table needs to know.
struct Person {
    id: String,
    block: &'static Block,
    /// Position in the block.
    place: usize,
}

impl Person {
    fn queues(&self) -> &'static str {
        in_turn(self.block.queues, self.place)
    }

    /// Every other card specialist with a long contract keeps the line open on the bank holiday.
    fn works_on_bank_holiday(&self) -> bool {
        let long = matches!(self.block.contract, "full-time" | "part-time-30");
        long && self.queues().starts_with("cards") && self.place.is_multiple_of(2)
    }
}

fn in_turn(values: &'static [&'static str], place: usize) -> &'static str {
    values[place % values.len()]
}

fn people() -> impl Iterator<Item = Person> {
    let places = BLOCKS.iter().flat_map(|block| (0..block.count).map(move |place| (block, place)));
    places.enumerate().map(|(index, (block, place))| Person {
        id: format!("HB{:03}", index + 1),
        block,
        place,
    })
}

/// `agents.csv`.
pub(in super::super) fn agents_csv() -> String {
    let rows = people().enumerate().map(|(index, person)| {
        let block = person.block;
        // 41 and 43 are prime to each other: nobody has a namesake.
        let name = format!("{} {}", FIRST_NAMES[index % 41], LAST_NAMES[(index * 5 + index / 41) % 43]);
        let (start, cost) = (in_turn(block.starts, person.place), in_turn(block.costs, person.place));
        let (contract, team, site) = (block.contract, block.team, block.site);
        format!("{},{name},{contract},{},{team},{site},{start},{cost}", person.id, person.queues())
    });
    table("agent,name,contract,queues,team,site,preferred_start,cost_per_hour", rows)
}

/// `availability.csv`: leave, wishes and fixed activities of the planned week, and some before and after it.
pub(in super::super) fn availability_csv(seed: u64) -> String {
    let mut rng = stream(seed, &["bank", "availability"]);
    let mut rows = Vec::new();
    for (index, person) in people().enumerate() {
        rows.extend(absence(index, &person));
        rows.extend(wish(&mut rng, index, &person));
        rows.extend(at_work(index, &person));
    }
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    table("agent,from,to,kind,weekly,note", rows.into_iter())
}

/// In order of start, then agent.
fn key(row: &str) -> (&str, &str) {
    let mut cells = row.split(',');
    let (agent, from) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
    (from, agent)
}

fn absence(index: usize, person: &Person) -> Vec<String> {
    let id = &person.id;
    let row = |from: &str, to: &str, kind: &str, weekly: &str, note: &str| {
        format!("{id},{from},{to},{kind},{weekly},{note}")
    };
    // A holiday of the whole week takes in the bank holiday and ends on Friday: leave is counted in working days.
    if matches!(index, 4 | 23 | 37 | 46 | 61) {
        return vec![row("2026-08-31", "2026-09-04", "leave", "", "Summer holiday")];
    }
    let mut rows = Vec::new();
    if person.block.contract != "flex" && !person.works_on_bank_holiday() {
        rows.push(row("2026-08-31", "2026-08-31", "leave", "", "Summer bank holiday"));
    }
    rows.extend(match index {
        8 | 30 => Some(row("2026-09-03", "2026-09-04", "leave", "", "Long weekend")),
        15 => Some(row("2026-09-01", "2026-09-02", "leave", "", "")),
        26 => Some(row("2026-09-14", "2026-09-25", "leave", "", "Autumn break")),
        33 => Some(row("2026-08-17", "2026-08-28", "leave", "", "Summer holiday")),
        43 | 50 => Some(row("2026-06-01", "2026-12-31", "unavailable", "wed", "Childcare on Wednesdays")),
        54 => Some(row("2026-09-04T12:00", "2026-09-05T00:00", "unavailable", "", "Dentist")),
        72 => Some(row("2026-09-01", "2026-12-18", "unavailable", "tue", "Evening class")),
        _ => None,
    });
    if person.block.contract == "flex" {
        rows.extend(
            student_hours(person).into_iter().map(|(from, to)| row(&from, &to, "only", "", "Lectures")),
        );
    }
    rows
}

/// Hours outside lectures, from Tuesday to Friday: work only inside them.
fn student_hours(person: &Person) -> Vec<(String, String)> {
    let hours = if person.place.is_multiple_of(2) { ("13:00", "21:00") } else { ("15:00", "21:00") };
    let days = ["2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04"];
    days.iter().map(|day| (format!("{day}T{}", hours.0), format!("{day}T{}", hours.1))).collect()
}

fn wish(rng: &mut Pcg64Mcg, index: usize, person: &Person) -> Option<String> {
    let day = rng.random_range(1..=5);
    let wishes = rng.random_bool(0.2);
    if person.block.contract == "flex" && person.place.is_multiple_of(3) {
        return Some(format!("{},2026-09-05,2026-09-05,wish_work,,Happy to work on Saturday", person.id));
    }
    let notes = ["", "Birthday", "Concert", "", "Family visit"];
    let away = matches!(index, 4 | 8 | 15 | 23 | 30 | 37 | 46 | 61);
    (wishes && !away)
        .then(|| format!("{},2026-09-{day:02},2026-09-{day:02},wish_off,,{}", person.id, notes[index % 5]))
}

fn at_work(index: usize, person: &Person) -> Option<String> {
    let (from, to, kind, note) = match (person.block.contract, person.block.team, index) {
        (_, _, 4 | 15 | 23 | 37) => return None,
        ("full-time", "Cards North", _) => {
            ("2026-09-01T14:00", "2026-09-01T14:30", "meeting", "Team meeting")
        }
        ("full-time", "Cards South", _) => {
            ("2026-09-01T14:30", "2026-09-01T15:00", "meeting", "Team meeting")
        }
        ("full-time", "Loans", 21 | 24 | 27) => {
            ("2026-09-02T13:00", "2026-09-02T15:00", "training", "New rates")
        }
        ("full-time", "Digital", 29 | 31) => {
            ("2026-09-03T12:00", "2026-09-03T14:00", "training", "Chat tool")
        }
        ("full-time", "Claims", 36) => ("2026-09-03T11:00", "2026-09-03T11:30", "coaching", "One-to-one"),
        ("full-time", "Claims", 35) => ("2026-09-03T09:30", "2026-09-03T12:30", "fixed", "Ombudsman file"),
        _ => return None,
    };
    Some(format!("{},{from},{to},{kind},,{note}", person.id))
}
