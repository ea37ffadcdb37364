//! `roster.xlsx`: the roster for people who open spreadsheets. What is a number there is one, and a time is a time.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};
use wfm_core::model::{Agent, Assignment, Coverage, first_instant};

use super::calendar::Calendars;
use super::dates::Dates;
use super::words::Words;

/// What the sheets hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheets<'a> {
    pub(crate) days: Calendars<'a>,
    pub(crate) agents: &'a [Agent],
    pub(crate) shifts: &'a [Assignment],
    pub(crate) coverage: &'a [Coverage],
}

/// The workbook: a line an agent with the days side by side, then every shift, every activity and every interval.
///
/// # Errors
/// When the roster is larger than a sheet can be: some 1,048,000 rows.
pub(crate) fn workbook(sheets: &Sheets<'_>) -> Result<Vec<u8>> {
    let centre = sheets.days.centre;
    let mut book = Workbook::new();
    // The moment of writing would make every run's bytes differ.
    let start = moment(first_instant(sheets.days.first, centre.zone), sheets)?;
    let properties = DocProperties::new().set_title(format!("wfm: {}", centre.name));
    book.set_properties(&properties.set_creation_datetime(&start));
    let rtl = Words::of(centre.language).right_to_left();
    type Fill = fn(&mut Worksheet, &Sheets<'_>) -> Result<()>;
    let fills: [(&str, Fill); 4] =
        [("week", week), ("shifts", shifts), ("activities", activities), ("coverage", coverage)];
    for (name, fill) in fills {
        let sheet = book.add_worksheet().set_name(name)?;
        sheet.set_right_to_left(rtl);
        fill(sheet, sheets)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The head of a table, which stays in sight.
fn head(sheet: &mut Worksheet, columns: &[String], widths: &[f64]) -> Result<()> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Center);
    for (column, name) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, widths.get(usize::from(column)).copied().unwrap_or(14.0))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Agents by days: start and end of each shift, its name below, the week's paid hours at the end.
fn week(sheet: &mut Worksheet, sheets: &Sheets<'_>) -> Result<()> {
    let centre = sheets.days.centre;
    let dates = Dates::new(centre.date_style, Words::of(centre.language));
    let days: Vec<NaiveDate> = sheets.days.first.iter_days().take(sheets.days.days as usize).collect();
    let mut columns = named(&["agent", "name", "team"]);
    columns.extend(days.iter().map(|date| dates.short(*date)));
    columns.push("paid_hours".to_owned());
    head(sheet, &columns, &[14.0, 20.0, 12.0])?;
    sheet.set_freeze_panes(1, 2)?;
    let mut of_agent: BTreeMap<&str, Vec<&Assignment>> = BTreeMap::new();
    for shift in sheets.shifts {
        of_agent.entry(shift.agent.as_str()).or_default().push(shift);
    }
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::Top);
    let hours = Format::new().set_num_format("0.00");
    for (row, agent) in (1_u32..).zip(sheets.agents) {
        let shifts = of_agent.get(agent.id.as_str()).map_or(&[][..], |shifts| shifts);
        sheet.write_string(row, 0, agent.id.as_str())?;
        sheet.write_string(row, 1, agent.display_name())?;
        sheet.write_string(row, 2, agent.team.as_deref().unwrap_or(""))?;
        for (column, date) in (3_u16..).zip(&days) {
            let of_day = shifts.iter().filter(|shift| shift.date == *date);
            let texts: Vec<String> = of_day.map(|shift| spoken(shift, agent, sheets)).collect();
            if !texts.is_empty() {
                sheet.write_string_with_format(row, column, texts.join("\n"), &wrapped)?;
            }
        }
        let paid: u32 = shifts.iter().map(|shift| shift.paid_minutes).sum();
        let last = 3 + days.len() as u16;
        sheet.write_number_with_format(row, last, f64::from(paid) / 60.0, &hours)?;
    }
    Ok(())
}

/// `09:00–17:30` in the agent's own time, and the shift's name.
fn spoken(shift: &Assignment, agent: &Agent, sheets: &Sheets<'_>) -> String {
    let zone = agent.zone.unwrap_or(sheets.days.centre.zone);
    let clock = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%H:%M");
    format!("{}–{}\n{}", clock(shift.start), clock(shift.end), shift.shift)
}

fn shifts(sheet: &mut Worksheet, sheets: &Sheets<'_>) -> Result<()> {
    let columns = named(&["agent", "date", "shift", "start", "end", "paid_hours"]);
    head(sheet, &columns, &[14.0, 12.0, 14.0, 17.0, 17.0, 11.0])?;
    let (date, hours) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("0.00"));
    for (row, shift) in (1_u32..).zip(sheets.shifts) {
        sheet.write_string(row, 0, shift.agent.as_str())?;
        sheet.write_datetime_with_format(row, 1, day(shift.date)?, &date)?;
        sheet.write_string(row, 2, shift.shift.as_str())?;
        time(sheet, row, 3, shift.start, sheets)?;
        time(sheet, row, 4, shift.end, sheets)?;
        sheet.write_number_with_format(row, 5, f64::from(shift.paid_minutes) / 60.0, &hours)?;
    }
    filter(sheet, sheets.shifts.len(), columns.len())
}

fn activities(sheet: &mut Worksheet, sheets: &Sheets<'_>) -> Result<()> {
    let columns = named(&["agent", "start", "end", "activity", "queue"]);
    head(sheet, &columns, &[14.0, 17.0, 17.0, 14.0, 14.0])?;
    let segments = sheets.shifts.iter().flat_map(|shift| shift.segments.iter().map(move |s| (shift, s)));
    let mut rows = 0;
    for (row, (shift, segment)) in (1_u32..).zip(segments) {
        sheet.write_string(row, 0, shift.agent.as_str())?;
        time(sheet, row, 1, segment.start, sheets)?;
        time(sheet, row, 2, segment.end, sheets)?;
        sheet.write_string(row, 3, segment.activity.name())?;
        sheet.write_string(row, 4, segment.queue.as_ref().map_or("", |queue| queue.as_str()))?;
        rows = row as usize;
    }
    filter(sheet, rows, columns.len())
}

/// Intervals in which anybody is needed or there; too few stand out.
fn coverage(sheet: &mut Worksheet, sheets: &Sheets<'_>) -> Result<()> {
    let columns =
        named(&["interval_start", "queue", "required", "rostered", "net", "service_level", "occupancy"]);
    head(sheet, &columns, &[17.0, 14.0])?;
    let short = Format::new().set_background_color(Color::RGB(0xF8D7DA)).set_num_format("0.0");
    let (plain, share) = (Format::new().set_num_format("0.0"), Format::new().set_num_format("0.0%"));
    let mut row = 0;
    for queue in sheets.coverage {
        for index in 0..queue.grid.len() {
            let (required, rostered) = (f64::from(queue.required[index]), queue.rostered[index]);
            if required == 0.0 && rostered == 0.0 {
                continue;
            }
            row += 1;
            let net = rostered - required;
            time(sheet, row, 0, queue.grid.instant(index), sheets)?;
            sheet.write_string(row, 1, queue.queue.as_str())?;
            sheet.write_number(row, 2, required)?;
            sheet.write_number_with_format(row, 3, rostered, &plain)?;
            sheet.write_number_with_format(row, 4, net, if net < -0.05 { &short } else { &plain })?;
            let performance = &queue.performance[index];
            for (column, value) in [(5, performance.service_level), (6, performance.occupancy)] {
                if let Some(value) = value.filter(|value| value.is_finite()) {
                    sheet.write_number_with_format(row, column, value, &share)?;
                }
            }
        }
    }
    filter(sheet, row as usize, columns.len())
}

fn filter(sheet: &mut Worksheet, rows: usize, columns: usize) -> Result<()> {
    if rows > 0 {
        sheet.autofilter(0, 0, rows as u32, columns as u16 - 1)?;
    }
    Ok(())
}

/// Local time of the centre; a spreadsheet knows no zones.
fn time(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    instant: DateTime<Utc>,
    sheets: &Sheets<'_>,
) -> Result<()> {
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.write_datetime_with_format(row, column, moment(instant, sheets)?, &format)?;
    Ok(())
}

fn moment(instant: DateTime<Utc>, sheets: &Sheets<'_>) -> Result<ExcelDateTime> {
    let local: NaiveDateTime = instant.with_timezone(&sheets.days.centre.zone).naive_local();
    serial(local)
}

fn day(date: NaiveDate) -> Result<ExcelDateTime> {
    serial(date.and_time(chrono::NaiveTime::MIN))
}

/// Days since the last day of 1899, as spreadsheets count.
fn serial(local: NaiveDateTime) -> Result<ExcelDateTime> {
    let origin = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default().and_time(chrono::NaiveTime::MIN);
    let passed: Duration = local - origin;
    Ok(ExcelDateTime::from_serial_datetime(passed.num_seconds() as f64 / 86_400.0)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::html::sample_week::SampleWeek;

    #[test]
    fn the_same_roster_gives_the_same_bytes() {
        let sample = SampleWeek::new();
        let sheets = Sheets {
            days: Calendars { centre: &sample.centre, first: sample.first, days: 7 },
            agents: &sample.agents,
            shifts: &sample.roster.assignments,
            coverage: &sample.coverage,
        };
        let book = workbook(&sheets).unwrap();
        assert!(book.starts_with(b"PK"));
        assert_eq!(book, workbook(&sheets).unwrap());
    }
}
