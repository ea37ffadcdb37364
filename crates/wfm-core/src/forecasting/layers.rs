//! Layers over the model's forecast: one made elsewhere, and changes by hand.
//!
//! Each gives a new forecast and leaves the one below as it was, so that both can be shown, and scored, side by side. Bands keep their
//! width in proportion, and so does the variation; days and weeks are again the sums of their intervals.

use super::rescale::sum_up;
use crate::model::{Day, Forecast, Override, OverrideFigure, TimeRange};
use crate::units::Contacts;

/// What lies over the forecasts of all queues.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layers<'a> {
    /// Forecasts made elsewhere, one per queue.
    pub imported: &'a [Forecast],
    /// Changes by hand, in the order in which they are applied.
    pub overrides: &'a [Override],
}

impl Layers<'_> {
    /// Whether nothing lies over any forecast.
    pub fn is_empty(&self) -> bool {
        self.imported.is_empty() && self.overrides.is_empty()
    }

    /// The imported forecast of the queue over `model`, and the changes by hand over both.
    pub fn over(&self, model: &Forecast) -> Forecast {
        let imported = self.imported.iter().find(|imported| imported.queue == model.queue);
        let below = imported.map_or_else(|| model.clone(), |imported| replaced(model, imported));
        overridden(&below, self.overrides)
    }
}

/// `forecast` with the figures of `imported` wherever that has an open interval of the same start and length.
pub fn replaced(forecast: &Forecast, imported: &Forecast) -> Forecast {
    let mut layer = forecast.clone();
    let mut count = 0;
    if imported.grid.step_minutes() == layer.grid.step_minutes() {
        for index in 0..layer.grid.len() {
            let place = imported.grid.index_of(layer.grid.instant(index));
            let Some(place) = place.filter(|place| imported.open[*place]) else { continue };
            layer.open[index] = true;
            set_offered(&mut layer, index, imported.offered[place]);
            if let (Some(aht), Some(given)) = (&mut layer.aht, &imported.aht) {
                aht[index] = given[place];
            }
            count += 1;
        }
    }
    if count > 0 {
        sum_up(&mut layer);
        let percent = percent(forecast, &layer);
        let intervals = if count == 1 { "1 interval".to_owned() } else { format!("{count} intervals") };
        layer.notes.push(format!("{intervals} from the imported forecast: {percent} against the model"));
    }
    layer
}

/// `forecast` with the `overrides` that concern it, one after the other.
pub fn overridden(forecast: &Forecast, overrides: &[Override]) -> Forecast {
    let mut layer = forecast.clone();
    let days = layer.grid.days();
    for change in overrides.iter().filter(|change| change.queue.as_ref().is_none_or(|q| *q == forecast.queue))
    {
        let before = layer.clone();
        for day in days.iter().filter(|day| (change.from..=change.to).contains(&day.date)) {
            apply(&mut layer, day, change);
        }
        if layer != before {
            sum_up(&mut layer);
            layer.notes.push(note(change, &before, &layer));
        }
    }
    layer
}

fn apply(layer: &mut Forecast, day: &Day, change: &Override) {
    let touched: Vec<usize> = day
        .intervals
        .clone()
        .filter(|index| layer.open[*index] && is_within(layer, *index, change.hours))
        .collect();
    match (change.figure, &mut layer.aht) {
        (OverrideFigure::Offered, _) => {
            let total: Contacts = touched.iter().map(|index| layer.offered[*index]).sum();
            let wanted = change.change.of(total);
            for index in &touched {
                // Where nothing is expected there is no shape to follow, and all intervals are alike.
                let share =
                    if total > 0.0 { layer.offered[*index] / total } else { 1.0 / touched.len() as f64 };
                set_offered(layer, *index, wanted * share);
            }
        }
        (OverrideFigure::Aht, Some(aht)) => {
            touched.iter().for_each(|index| aht[*index] = change.change.of(aht[*index]));
        }
        (OverrideFigure::Aht, None) => {}
    }
}

/// Whether an interval starts within the hours, which may run over midnight.
fn is_within(layer: &Forecast, index: usize, hours: Option<TimeRange>) -> bool {
    let Some(hours) = hours else { return true };
    let minute = layer.grid.minute_of_day(index);
    let (start, end) = (u32::from(hours.start.minutes()), u32::from(hours.end.minutes()));
    if hours.over_midnight() { minute >= start || minute < end } else { (start..end).contains(&minute) }
}

/// Gives an interval other contacts, and its band in proportion; without one to scale, the band is the figure itself.
fn set_offered(layer: &mut Forecast, index: usize, offered: Contacts) {
    let before = layer.offered[index];
    for quantile in &mut layer.quantiles {
        let value = &mut quantile.offered[index];
        *value = if before > 0.0 { *value * offered / before } else { offered };
    }
    layer.offered[index] = offered;
}

fn note(change: &Override, before: &Forecast, after: &Forecast) -> String {
    let days = if change.from == change.to {
        change.from.to_string()
    } else {
        format!("{} to {}", change.from, change.to)
    };
    let hours = change.hours.map_or(String::new(), |hours| format!(" {hours}"));
    let what = match change.figure {
        OverrideFigure::Offered => format!("{} contacts", percent(before, after)),
        OverrideFigure::Aht => "handle times changed".to_owned(),
    };
    let reason = change.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
    let who = change.who.as_ref().map_or(String::new(), |who| format!(" ({who})"));
    format!("by hand, {days}{hours}: {what}{reason}{who}")
}

/// The change of all contacts, such as `+4.0 %`.
fn percent(before: &Forecast, after: &Forecast) -> String {
    let (before, after) = (before.total(), after.total());
    if before > 0.0 {
        format!("{:+.1} %", 100.0 * (after / before - 1.0))
    } else {
        format!("{after:.0} instead of {before:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecasting::{Options, forecast};
    use crate::model::{
        Grid, History, Measure, Observations, OpeningHours, OpeningRule, OverrideChange, QueueCalendar,
    };
    use chrono::NaiveDate;
    use std::collections::BTreeMap;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Two days of a queue that has 20 contacts an hour from eight to eighteen, each of 300 seconds.
    fn model() -> Forecast {
        let grid = Grid::of_days(date("2026-01-05"), 28, 60, chrono_tz::UTC).unwrap();
        let column = |value: f64| Observations::new(vec![Some(value); grid.len()]).unwrap();
        let measures = BTreeMap::from([
            (Measure::Offered, column(20.0)),
            (Measure::Handled, column(20.0)),
            (Measure::HandleSeconds, column(6000.0)),
        ]);
        let history = History::new("calls".into(), grid, measures).unwrap();
        let rule = OpeningRule { days: "mon-sun".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
        let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() };
        let days = Grid::of_days(date("2026-02-02"), 2, 60, chrono_tz::UTC).unwrap();
        forecast(&history, &calendar, &days, &Options::default()).unwrap()
    }

    fn by_hand(hours: Option<&str>, figure: OverrideFigure, change: OverrideChange) -> Override {
        Override {
            from: date("2026-02-03"),
            to: date("2026-02-05"),
            hours: hours.map(|hours| hours.parse().unwrap()),
            queue: None,
            figure,
            change,
            reason: Some("campaign".to_owned()),
            who: Some("Ada".to_owned()),
        }
    }

    #[test]
    fn contacts_of_the_named_hours_are_multiplied_added_or_set_day_by_day() {
        let model = model();
        for (change, expected) in [
            (OverrideChange::Factor(1.5), 60.0),
            (OverrideChange::Add(-10.0), 30.0),
            (OverrideChange::Add(-100.0), 0.0),
            (OverrideChange::Set(100.0), 100.0),
        ] {
            let layer = overridden(&model, &[by_hand(Some("09:00-11:00"), OverrideFigure::Offered, change)]);
            let hours: f64 = layer.offered[24 + 9..24 + 11].iter().sum();
            assert!((hours - expected).abs() < 1e-6, "{change:?}: {hours}");
            assert_eq!(layer.offered[..24], model.offered[..24], "the day before is as it was");
            assert!((layer.days[1].offered - (160.0 + expected)).abs() < 1e-6);
            layer.check().unwrap();
            let note = layer.notes.last().unwrap();
            assert!(note.contains("campaign") && note.contains("Ada"), "{note}");
        }
    }

    #[test]
    fn handle_times_and_bands_follow_and_other_queues_are_left_alone() {
        let model = model();
        let layer = overridden(&model, &[by_hand(None, OverrideFigure::Aht, OverrideChange::Factor(0.98))]);
        let (before, after) = (model.aht.as_ref().unwrap(), layer.aht.as_ref().unwrap());
        assert!((after[34] / before[34] - 0.98).abs() < 1e-12 && after[10] == before[10]);
        let doubled =
            overridden(&model, &[by_hand(None, OverrideFigure::Offered, OverrideChange::Factor(2.0))]);
        assert!((doubled.quantiles[2].offered[34] - 2.0 * model.quantiles[2].offered[34]).abs() < 1e-9);
        let other = Override {
            queue: Some("mail".into()),
            ..by_hand(None, OverrideFigure::Offered, OverrideChange::Set(0.0))
        };
        assert_eq!(overridden(&model, &[other]), model);
    }

    #[test]
    fn an_imported_forecast_counts_where_it_has_rows() {
        let model = model();
        let mut imported = model.clone();
        imported.open[..24].fill(false);
        imported.offered.fill(7.0);
        let layer = replaced(&model, &imported);
        assert_eq!((layer.offered[10], layer.offered[34]), (model.offered[10], 7.0));
        assert!((layer.days[1].offered - 70.0).abs() < 1e-9, "{}", layer.days[1].offered);
        assert!(layer.notes.last().unwrap().contains("10 intervals"), "{:?}", layer.notes);
    }
}
