//! Every code of a problem, and what it stands for. `docs/errors.md` has a section for each.
//!
//! A code is a severity, the two digits of the file it concerns and two digits for the defect. The defects 01 to 20 can
//! occur in any table and have the same number there: `E1109` is a cell of the history that holds no number, `E1209`
//! one of the agents.

use std::fmt;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Severity {
    /// The input cannot be used.
    Error,
    /// The input can be used, but something in it was set aside; an error under `--strict`.
    Warning,
    /// Something was done that the reader should know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// A stable code such as `E1203`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    number: u16,
    severity: Severity,
}

impl Code {
    /// How bad it is.
    pub fn severity(self) -> Severity {
        self.severity
    }

    /// All codes there are, with what each stands for, by number.
    pub fn all() -> Vec<(Code, &'static str)> {
        let mut all = OWN.to_vec();
        for table in Table::ALL {
            all.extend(Defect::ALL.iter().filter(|d| d.occurs_in(table)).map(|d| (d.code(table), d.title())));
        }
        all.sort();
        all
    }

    /// Whether one place tells it all, and the others are counted.
    pub(crate) fn told_once(self) -> bool {
        Table::ALL.iter().any(|table| Defect::NoSuchTime.code(*table) == self)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.severity {
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Note => 'N',
        };
        f.pad(&format!("{letter}{}", self.number))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The tables; each has its own two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    History = 11,
    Agents = 12,
    Availability = 13,
    Calendar = 14,
    /// Requirement and forecast.
    Intervals = 15,
    /// Roster, activities and published roster.
    Roster = 16,
    States = 17,
    Calls = 18,
    Backlog = 20,
    Daily = 23,
    Overrides = 24,
    QueueChanges = 26,
}

impl Table {
    /// Whether a table of this kind without rows is of no use.
    pub(crate) fn must_have_rows(self) -> bool {
        matches!(self, Table::History | Table::Intervals | Table::Calls | Table::Daily)
    }

    const ALL: [Table; 12] = [
        Table::History,
        Table::Agents,
        Table::Availability,
        Table::Calendar,
        Table::Intervals,
        Table::Roster,
        Table::States,
        Table::Calls,
        Table::Backlog,
        Table::Daily,
        Table::Overrides,
        Table::QueueChanges,
    ];
}

/// What can be wrong with any table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    Unreadable = 1,
    Empty = 2,
    NotUtf8 = 3,
    TooLong = 4,
    NoColumn = 5,
    ColumnTwice = 6,
    FieldCount = 7,
    EmptyCell = 8,
    NotANumber = 9,
    OutOfRange = 10,
    NotATime = 11,
    NotAWord = 12,
    UnknownName = 13,
    Duplicate = 14,
    NoSuchTime = 15,
    TwiceOnce = 16,
    ExtraColumns = 17,
    NoRows = 18,
    NoRowsNote = 19,
    SurplusText = 20,
}

impl Defect {
    const ALL: [Defect; 20] = [
        Defect::Unreadable,
        Defect::Empty,
        Defect::NotUtf8,
        Defect::TooLong,
        Defect::NoColumn,
        Defect::ColumnTwice,
        Defect::FieldCount,
        Defect::EmptyCell,
        Defect::NotANumber,
        Defect::OutOfRange,
        Defect::NotATime,
        Defect::NotAWord,
        Defect::UnknownName,
        Defect::Duplicate,
        Defect::NoSuchTime,
        Defect::TwiceOnce,
        Defect::ExtraColumns,
        Defect::NoRows,
        Defect::NoRowsNote,
        Defect::SurplusText,
    ];

    /// The code of this defect in `table`.
    pub(crate) fn code(self, table: Table) -> Code {
        let severity = match self {
            Defect::NoSuchTime | Defect::SurplusText => Severity::Warning,
            Defect::TwiceOnce | Defect::ExtraColumns | Defect::NoRowsNote => Severity::Note,
            _ => Severity::Error,
        };
        Code { number: table as u16 * 100 + self as u16, severity }
    }

    /// Whether the defect can occur in `table` at all.
    fn occurs_in(self, table: Table) -> bool {
        let has_numbers = !matches!(table, Table::Availability | Table::States | Table::Calls);
        let has_words = matches!(table, Table::Availability | Table::Calendar | Table::Calls | Table::Roster);
        match self {
            Defect::NoRows => table.must_have_rows(),
            Defect::NoRowsNote => !table.must_have_rows(),
            Defect::NotANumber | Defect::OutOfRange => has_numbers,
            Defect::NotAWord => has_words || matches!(table, Table::Agents | Table::Overrides),
            Defect::NoSuchTime | Defect::TwiceOnce => !matches!(
                table,
                Table::Agents | Table::Calendar | Table::Daily | Table::Overrides | Table::QueueChanges
            ),
            Defect::Duplicate => !matches!(
                table,
                Table::States | Table::Calls | Table::Availability | Table::Backlog | Table::Overrides
            ),
            Defect::SurplusText => matches!(table, Table::Availability | Table::Calendar | Table::Overrides),
            _ => true,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Defect::Unreadable => "the file cannot be read",
            Defect::Empty => "the file is empty",
            Defect::NotUtf8 => "the file is not UTF-8",
            Defect::TooLong => "a row is longer than 1 MiB",
            Defect::NoColumn => "a required column is missing",
            Defect::ColumnTwice => "a column stands there twice",
            Defect::FieldCount => "a row has more or fewer cells than the header",
            Defect::EmptyCell => "a required cell is empty",
            Defect::NotANumber => "not a number",
            Defect::OutOfRange => "a number outside its range",
            Defect::NotATime => "not a date or time",
            Defect::NotAWord => "not one of the words allowed here",
            Defect::UnknownName => "an unknown name",
            Defect::Duplicate => "the same thing twice",
            Defect::NoSuchTime => "a local time that does not exist",
            Defect::TwiceOnce => "a local time that comes twice, found once",
            Defect::ExtraColumns => "columns that are not read",
            Defect::NoRows => "no rows below the header",
            Defect::NoRowsNote => "no rows below the header of a file that may be empty",
            Defect::SurplusText => "a text with a delimiter but no quotation marks",
        }
    }
}

macro_rules! codes {
    ($($name:ident = $severity:ident $number:literal, $title:literal;)*) => {
        $(pub(crate) const $name: Code = Code { number: $number, severity: Severity::$severity };)*
        /// The codes that belong to one file only.
        const OWN: &[(Code, &str)] = &[$(($name, $title)),*];
        #[cfg(test)]
        const OWN_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

codes! {
    CENTRE_UNREADABLE = Error 1001, "centre.toml or the file of scenarios cannot be read";
    CENTRE_NOT_UTF8 = Error 1003, "centre.toml or the file of scenarios is not UTF-8";
    CENTRE_TOO_LONG = Error 1004, "centre.toml or the file of scenarios is longer than 4 MiB";
    CENTRE_SYNTAX = Error 1005, "centre.toml or the file of scenarios is not TOML";
    KEY_MISSING = Error 1006, "a required key is missing";
    KEY_TYPE = Error 1007, "a key holds the wrong kind of value";
    KEY_RANGE = Error 1008, "a number outside its range";
    KEY_SHARE = Error 1009, "a share given as percent, or one that cannot be reached";
    KEY_TEXT = Error 1010, "a text that is not understood";
    KEY_WORD = Error 1011, "not one of the words allowed here";
    KEY_DUPLICATE = Error 1012, "the same id twice";
    KEY_UNKNOWN_NAME = Error 1013, "an unknown name";
    KEY_MIN_MAX = Error 1014, "a minimum above its maximum";
    BANDS_FALL = Error 1015, "cost bands out of order";
    SHIFT_TOO_LONG = Error 1016, "a shift longer than a day";
    BREAK_OUTSIDE = Error 1017, "a break that may lie outside its shift";
    OFF_STEP = Error 1018, "a shift that does not fit the planning interval";
    BREAK_OFF_STEP = Warning 1019, "a break that does not fit the planning interval";
    SHRINKAGE_TOTAL = Error 1020, "shrinkage of the whole time";
    KEY_UNKNOWN = Warning 1021, "an unknown key";
    NO_QUEUE = Error 1022, "a centre without a queue";
    NO_SCENARIO = Error 1023, "a file of scenarios that asks nothing";

    HISTORY_OFF_GRID = Error 1121, "a row that starts between two intervals";
    HISTORY_COARSE = Error 1122, "rows coarser than the planning interval";
    HISTORY_PARTS = Error 1123, "a part above its whole";
    HISTORY_CLOSED = Note 1124, "rows outside opening hours";
    HISTORY_AHT = Note 1125, "handle time from an average without handled";
    HISTORY_INCOMPLETE = Note 1126, "intervals summed from some of their rows only";
    HISTORY_MOSTLY_CLOSED = Warning 1128, "a good part of the contacts outside opening hours";
    HISTORY_SPAN = Error 1127, "a history longer than 50 years";

    AGENT_DATES = Error 1221, "an agent who leaves before being hired";

    AVAILABILITY_ORDER = Error 1321, "an entry that ends before it begins";
    AVAILABILITY_OVERLAP = Error 1322, "overlapping leave";
    AVAILABILITY_WEEKLY = Error 1323, "a weekly entry without end, or without an occurrence";

    AVAILABILITY_PLACE = Error 1324, "an activity that cannot be placed as asked";

    CALENDAR_SHORT = Error 1421, "a short day without hours";
    CALENDAR_CLOSED = Warning 1422, "a closed day with hours";

    INTERVALS_OFF_GRID = Error 1521, "a row that starts between two intervals";
    INTERVALS_COARSE = Error 1522, "rows of another interval than the planning interval";
    INTERVALS_SPAN = Error 1523, "rows that span more than 50 years";

    ROSTER_ORDER = Error 1621, "a shift or activity that ends before it begins, or takes more than two days";
    ACTIVITY_OUTSIDE = Warning 1622, "an activity outside the agent's shifts";
    ACTIVITY_OVERLAP = Error 1623, "two activities at the same time";

    STATE_ORDER = Error 1721, "a state that ends before it begins";
    STATE_AGENT = Warning 1722, "a state of an agent who is not in agents.csv";

    CALL_ORDER = Error 1821, "a call that is answered or ends before it begins";
    CALL_SPAN = Error 1822, "calls that span more than 50 years";

    DAILY_SPAN = Error 2321, "days that span more than 50 years";

    OVERRIDE_CHANGE = Error 2421, "an override with no change, or with several";
    OVERRIDE_ORDER = Error 2422, "an override that ends before it begins";

    QUEUE_CHANGE_SELF = Error 2621, "a queue that goes over into itself";
    QUEUE_CHANGE_SHARES = Error 2622, "a queue of which more than all goes elsewhere";
    QUEUE_CHANGE_LOST = Warning 2623, "contacts of a queue that is gone and that count nowhere";
    QUEUE_CHANGE_UNKNOWN = Warning 2624, "a changed queue without a history";

    WRITE_FAILED = Error 1901, "a file cannot be written";
    WRITE_FULL = Error 1902, "the disk is full";
    WRITE_DENIED = Error 1903, "a folder or file may not be written";
    WRITE_NO_FOLDER = Error 1904, "the folder to write to cannot be made";

    OPERATION_UNREADABLE = Error 2501, "an operation that cannot be read";
    OPERATION_SYNTAX = Error 2505, "an operation that is not JSON";
    OPERATION_MISSING = Error 2506, "a key of a scenario is missing";
    OPERATION_TYPE = Error 2507, "a key of a scenario holds the wrong kind of value";
    OPERATION_SENSE = Error 2508, "an operation that makes no sense";
    OPERATION_WORD = Error 2511, "not one of the words allowed in an operation";
    OPERATION_UNKNOWN_NAME = Error 2513, "an unknown call type";
    OPERATION_UNKNOWN_KEY = Warning 2521, "an unknown key of an operation";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_given_twice() {
        let all = Code::all();
        assert!(all.windows(2).all(|pair| pair[0].0 != pair[1].0));
        assert_eq!(OWN.len(), OWN_NAMES.len());
    }

    #[test]
    fn codes_read_as_in_the_documentation() {
        assert_eq!(Defect::NotANumber.code(Table::Agents).to_string(), "E1209");
        assert_eq!(HISTORY_CLOSED.to_string(), "N1124");
    }

    /// Every code of one file is raised somewhere in the sources of `io`.
    #[test]
    fn every_code_is_used() {
        let sources = sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/io")));
        for name in OWN_NAMES {
            assert!(sources.contains(&format!("codes::{name}")), "codes::{name} is raised nowhere");
        }
        for defect in Defect::ALL {
            assert!(sources.contains(&format!("Defect::{defect:?}")), "{defect:?} is raised nowhere");
        }
    }

    fn sources(folder: &std::path::Path) -> String {
        let mut text = String::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                text += &sources(&path);
            } else if path.file_name().is_some_and(|name| name != "codes.rs") {
                text += &std::fs::read_to_string(path).unwrap();
            }
        }
        text
    }
}
