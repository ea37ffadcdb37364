//! Calendars for people: a file an agent that any calendar program reads (iCalendar, RFC 5545), a shift an entry.
//!
//! Entries keep their identity from one writing to the next, so a changed roster read in again moves what was there. Somebody
//! without a shift gets one entry that says so for all days, because a calendar must hold something.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use wfm_core::model::{Activity, Agent, Assignment, Centre, first_instant};

use super::Words;

/// The days that are written, of which centre.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendars<'a> {
    pub(crate) centre: &'a Centre,
    pub(crate) first: NaiveDate,
    pub(crate) days: u32,
}

impl Calendars<'_> {
    /// File name and text of every agent's calendar.
    pub(crate) fn all(&self, agents: &[Agent], shifts: &[Assignment]) -> Vec<(String, String)> {
        let mut of_agent: BTreeMap<&str, Vec<&Assignment>> = BTreeMap::new();
        for shift in shifts {
            of_agent.entry(shift.agent.as_str()).or_default().push(shift);
        }
        let mut taken = BTreeSet::new();
        let calendar = |agent: &Agent| {
            let shifts = of_agent.get(agent.id.as_str()).map_or(&[][..], |shifts| shifts);
            (file_name(agent.id.as_str(), &mut taken), self.of(agent, shifts))
        };
        agents.iter().map(calendar).collect()
    }

    fn of(&self, agent: &Agent, shifts: &[&Assignment]) -> String {
        let mut text = String::new();
        for (name, value) in [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", concat!("-//wfm//wfm ", env!("CARGO_PKG_VERSION"), "//EN")),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
        ] {
            line(&mut text, name, value);
        }
        line(&mut text, "X-WR-CALNAME", &escaped(&format!("{}, {}", agent.display_name(), self.centre.name)));
        match shifts {
            [] => self.nothing(&mut text, agent),
            shifts => shifts.iter().for_each(|shift| self.shift(&mut text, agent, shift)),
        }
        line(&mut text, "END", "VCALENDAR");
        text
    }

    fn shift(&self, text: &mut String, agent: &Agent, shift: &Assignment) {
        let zone = agent.zone.unwrap_or(self.centre.zone);
        let clock = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%H:%M").to_string();
        let done = |segment: &wfm_core::model::Segment| {
            let what = match (&segment.activity, &segment.queue) {
                (Activity::OnQueue, Some(queue)) => queue.as_str().to_owned(),
                (activity, _) => activity.name().to_owned(),
            };
            format!("{}–{} {what}", clock(segment.start), clock(segment.end))
        };
        let description: Vec<String> = shift.segments.iter().map(done).collect();
        self.begin(text, agent, shift.date);
        line(text, "DTSTART", &instant(shift.start));
        line(text, "DTEND", &instant(shift.end));
        line(text, "SUMMARY", &escaped(shift.shift.as_str()));
        line(text, "DESCRIPTION", &escaped(&description.join("\n")));
        if let Some(site) = &agent.site {
            line(text, "LOCATION", &escaped(site));
        }
        line(text, "END", "VEVENT");
    }

    fn nothing(&self, text: &mut String, agent: &Agent) {
        let date = |date: NaiveDate| date.format("%Y%m%d").to_string();
        self.begin(text, agent, self.first);
        line(text, "DTSTART;VALUE=DATE", &date(self.first));
        line(text, "DTEND;VALUE=DATE", &date(self.first + Duration::days(i64::from(self.days))));
        line(text, "SUMMARY", &escaped(&Words::of(self.centre.language).text("no_shifts")));
        line(text, "TRANSP", "TRANSPARENT");
        line(text, "END", "VEVENT");
    }

    /// The agent's day is what an entry is about, whatever happens to it.
    fn begin(&self, text: &mut String, agent: &Agent, date: NaiveDate) {
        line(text, "BEGIN", "VEVENT");
        let id = format!("{date}-{}-{}", plain(agent.id.as_str()), plain(&self.centre.name));
        line(text, "UID", &format!("{id}@wfm"));
        // The moment of writing would make every run's bytes differ.
        line(text, "DTSTAMP", &instant(first_instant(self.first, self.centre.zone)));
    }
}

fn instant(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Bytes of a line, before it must be folded.
const OCTETS: usize = 75;

/// Writes a line, folded where it is longer than the standard allows, never inside a character.
fn line(text: &mut String, name: &str, value: &str) {
    let mut room = OCTETS;
    for character in name.chars().chain([':']).chain(value.chars()) {
        if character.len_utf8() > room {
            text.push_str("\r\n ");
            room = OCTETS - 1;
        }
        room -= character.len_utf8();
        text.push(character);
    }
    text.push_str("\r\n");
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// Letters, digits and a few signs that mean nothing anywhere; every other character as its number.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        match character {
            character if character.is_ascii_alphanumeric() || "-_".contains(character) => {
                plain.push(character)
            }
            // Between letters and digits a dot is harmless, and agents may well be e-mail addresses.
            '.' if !plain.is_empty() => plain.push('.'),
            ' ' => plain.push('_'),
            character => {
                let _ = write!(plain, "%{:x}", u32::from(character));
            }
        }
    }
    plain
}

/// A file name of its own for an agent: some systems do not tell capitals apart.
fn file_name(agent: &str, taken: &mut BTreeSet<String>) -> String {
    let name = plain(agent);
    let mut numbered =
        (1..).map(|number| if number == 1 { name.clone() } else { format!("{name}-{number}") });
    let free = numbered.find(|name| taken.insert(name.to_lowercase())).unwrap_or(name.clone());
    format!("{free}.ics")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::html::sample_week::SampleWeek;

    #[test]
    fn a_line_is_folded_between_characters() {
        let mut text = String::new();
        line(&mut text, "SUMMARY", &"é".repeat(60));
        assert!(text.ends_with("\r\n"));
        let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= OCTETS));
        assert_eq!(lines.concat().replace(' ', "").matches('é').count(), 60);
    }

    #[test]
    fn signs_with_a_meaning_are_escaped_and_names_of_files_are_plain_and_each_their_own() {
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
        let mut taken = BTreeSet::new();
        let names = ["Ann", "ann", "../etc", "a.b@c"].map(|agent| file_name(agent, &mut taken));
        assert_eq!(names, ["Ann.ics", "ann-2.ics", "%2e.%2fetc.ics", "a.b%40c.ics"]);
    }

    #[test]
    fn a_calendar_has_an_entry_for_every_shift_or_says_that_there_is_none() {
        let week = SampleWeek::new();
        let calendars = Calendars { centre: &week.centre, first: week.first, days: 7 };
        let all = calendars.all(&week.agents, &week.roster.assignments);
        assert_eq!(all.len(), week.agents.len());
        for (agent, (_, text)) in week.agents.iter().zip(&all) {
            let shifts = week.roster.assignments.iter().filter(|shift| shift.agent == agent.id).count();
            assert_eq!(text.matches("BEGIN:VEVENT").count(), shifts.max(1));
            assert_eq!(text.matches("TRANSP:TRANSPARENT").count(), usize::from(shifts == 0));
            assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        }
    }
}
