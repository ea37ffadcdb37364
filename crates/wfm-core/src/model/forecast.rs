//! What is expected to arrive on a queue.

use chrono::NaiveDate;

use super::series::Series;
use super::{Cleaned, Grid, QueueId};
use crate::error::{Error, Result};
use crate::units::{Contacts, Seconds, Share};

/// A forecast of one queue: volume, handle time, and how far off it may be.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "RawForecast"))]
pub struct Forecast {
    /// The queue.
    pub queue: QueueId,
    /// The grid of every per-interval figure below.
    pub grid: Grid,
    /// Whether the queue is open, per interval. Closed intervals have no contacts.
    pub open: Vec<bool>,
    /// Expected contacts, per interval.
    pub offered: Vec<Contacts>,
    /// Expected average handle time, per interval; absent when nothing is known of handle times.
    pub aht: Option<Vec<Seconds>>,
    /// Quantiles of the contacts of one interval, lowest probability first. They do not add up: the quantile of a day
    /// is in [`DayForecast`].
    pub quantiles: Vec<Quantile>,
    /// The same by local day; empty when the forecast was read from a file.
    pub days: Vec<DayForecast>,
    /// The same by seven local days from the first of the grid on, the last stretch perhaps shorter; empty when the
    /// forecast was read from a file.
    pub weeks: Vec<WeekForecast>,
    /// What the bands are made of, for sample paths; absent when the forecast was read from a file.
    pub variation: Option<Variation>,
    /// What of the history was not taken at its word, in order of time.
    pub cleaned: Vec<Cleaned>,
    /// Lasting changes of level that the forecast has found in the history, in order of time.
    pub level_changes: Vec<LevelChange>,
    /// Name of the method; where another has a say at some distances, `choices` tell.
    pub method: String,
    /// Which methods were taken for which distance and how they did in the last weeks; empty when the method was asked for by
    /// name, or the history is too short to compare.
    pub choices: Vec<MethodChoice>,
    /// What was noticed and done on the way, for the report.
    pub notes: Vec<String>,
}

/// A quantile of the contacts of each interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Quantile {
    /// Probability that no more than this arrives, `0..1`.
    pub probability: Share,
    /// Contacts, per interval.
    pub offered: Vec<Contacts>,
}

/// The forecast of a local day.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DayForecast {
    /// The local date.
    pub date: NaiveDate,
    /// Expected contacts of the day.
    pub offered: Contacts,
    /// Quantiles of the day's contacts: probability and contacts, lowest first.
    pub quantiles: Vec<(Share, Contacts)>,
    /// Why the day is not ordinary, if so.
    pub special: Option<String>,
    /// What that does to its contacts; absent on ordinary and on closed days.
    pub effect: Option<SpecialEffect>,
}

/// What a special day does to the contacts of a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SpecialEffect {
    /// Contacts of the day against an ordinary one of its weekday; above 1 is more.
    pub factor: f64,
    /// Where the factor comes from.
    pub basis: EffectBasis,
}

/// Where the effect of a special day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum EffectBasis {
    /// The planner has given it.
    Given,
    /// Earlier days of the same name.
    SameName {
        /// How many.
        days: u32,
    },
    /// Earlier days of the same kind, where none had the name.
    SameKind {
        /// How many.
        days: u32,
    },
    /// Earlier days of other queues of its group, where the queue itself has none of the name.
    SameGroup {
        /// How many, over all these queues.
        days: u32,
    },
    /// There is no earlier day like it: forecast as an ordinary day.
    Unknown,
}

/// The forecast of seven local days, or of those that are left at the end of the grid.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WeekForecast {
    /// The first local date.
    pub first: NaiveDate,
    /// Number of local days, 1 to 7.
    pub days: usize,
    /// Expected contacts of these days.
    pub offered: Contacts,
    /// Quantiles of their contacts: probability and contacts, lowest first. They are not the sums of the days'.
    pub quantiles: Vec<(Share, Contacts)>,
}

/// A lasting change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LevelChange {
    /// The first local day of the new level.
    pub from: NaiveDate,
    /// Contacts of a day against those it would have had before; above 1 is more.
    pub factor: f64,
}

/// Which methods were taken for some distance, and how they did on ordinary days of the last weeks.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MethodChoice {
    /// Nearest day, counted in open days: the first day of the forecast is 1.
    pub first_day: usize,
    /// Farthest day; absent: every one from the nearest on.
    pub last_day: Option<usize>,
    /// Names of the methods taken and their weights, which add up to 1.
    pub methods: Vec<(String, Share)>,
    /// Error of intervals of what was taken: `Σ |a − f| / Σ a`.
    pub wape: Share,
    /// Every method that was tried.
    pub tried: Vec<Tried>,
    /// Days that were compared; a day counts once for each forecast of it.
    pub days: usize,
}

/// A method and its error of intervals.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tried {
    /// Name of the method.
    pub method: String,
    /// `Σ |a − f| / Σ a`.
    pub wape: Share,
}

/// How far contacts may be off, by cause. With `m` expected contacts of an interval, a factor `D` that all intervals of
/// a day share and a factor `G` of its own, both with mean 1,
///
/// ```text
/// contacts ~ Poisson(m D G),   Var D = of_days,   Var G = of_intervals
/// ```
///
/// so that the variance of the contacts is, but for a product of both, `m + (of_days + of_intervals) m²`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Variation {
    /// Squared relative error of the factor that the intervals of a day share, per local day of the grid, 0 or more.
    pub of_days: Vec<f64>,
    /// Squared relative extra noise beyond chance, per interval, 0 or more.
    pub of_intervals: Vec<f64>,
    /// Correlation of the factor of an open day with that of the next, `0..1`.
    pub day_correlation: f64,
}

impl Forecast {
    /// A forecast of `offered` contacts per interval of `grid` and nothing more, by the method `given`: a start for
    /// struct literals.
    pub fn given(queue: impl Into<QueueId>, grid: Grid, open: Vec<bool>, offered: Vec<Contacts>) -> Self {
        Forecast {
            queue: queue.into(),
            grid,
            open,
            offered,
            aht: None,
            quantiles: Vec::new(),
            days: Vec::new(),
            weeks: Vec::new(),
            variation: None,
            cleaned: Vec::new(),
            level_changes: Vec::new(),
            method: "given".to_owned(),
            choices: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Whether every series has one entry per interval and only finite figures from 0 on.
    ///
    /// # Errors
    /// Naming the series that has not.
    pub fn check(&self) -> Result<()> {
        let whose = format!("the forecast of queue {}", self.queue);
        let series = Series::on(&self.grid, &whose);
        series.has_length_of("open", &self.open)?;
        series.has_figures("offered", &self.offered)?;
        self.aht.iter().try_for_each(|aht| series.has_figures("aht", aht))?;
        let mut quantiles = self.quantiles.iter();
        quantiles.try_for_each(|quantile| series.has_figures("a quantile", &quantile.offered))?;
        self.variation.iter().try_for_each(|variation| variation.check(&self.grid, &series))
    }

    /// The quantile of `probability`, if it was forecast.
    pub fn quantile(&self, probability: Share) -> Option<&Quantile> {
        self.quantiles.iter().find(|q| (q.probability - probability).abs() < 1e-9)
    }

    /// Expected contacts over the whole grid.
    pub fn total(&self) -> Contacts {
        self.offered.iter().sum()
    }
}

impl Variation {
    fn check(&self, grid: &Grid, series: &Series<'_>) -> Result<()> {
        series.has_figures("the variation of intervals", &self.of_intervals)?;
        let days = Series { whose: series.whose, len: grid.days().len() };
        days.has_figures("the variation of days", &self.of_days)?;
        if (0.0..1.0).contains(&self.day_correlation) {
            return Ok(());
        }
        let field = format!("day_correlation of {}", series.whose);
        Err(Error::invalid(field, self.day_correlation, "0 or more and less than 1"))
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct RawForecast {
    queue: QueueId,
    grid: Grid,
    open: Vec<bool>,
    offered: Vec<Contacts>,
    aht: Option<Vec<Seconds>>,
    quantiles: Vec<Quantile>,
    days: Vec<DayForecast>,
    #[serde(default)]
    weeks: Vec<WeekForecast>,
    #[serde(default)]
    variation: Option<Variation>,
    #[serde(default)]
    cleaned: Vec<Cleaned>,
    #[serde(default)]
    level_changes: Vec<LevelChange>,
    #[serde(default)]
    choices: Vec<MethodChoice>,
    method: String,
    notes: Vec<String>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawForecast> for Forecast {
    type Error = Error;

    fn try_from(raw: RawForecast) -> Result<Self> {
        let forecast = Forecast {
            queue: raw.queue,
            grid: raw.grid,
            open: raw.open,
            offered: raw.offered,
            aht: raw.aht,
            quantiles: raw.quantiles,
            days: raw.days,
            weeks: raw.weeks,
            variation: raw.variation,
            cleaned: raw.cleaned,
            level_changes: raw.level_changes,
            method: raw.method,
            choices: raw.choices,
            notes: raw.notes,
        };
        forecast.check().map(|()| forecast)
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_comes_back_from_json_as_it_was_and_only_whole() {
        let grid = Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, 2, chrono_tz::UTC).unwrap();
        let forecast = Forecast {
            aht: Some(vec![180.0, 200.0]),
            quantiles: vec![Quantile { probability: 0.9, offered: vec![15.0, 18.0] }],
            variation: Some(Variation {
                of_days: vec![0.01],
                of_intervals: vec![0.02, 0.03],
                day_correlation: 0.5,
            }),
            ..Forecast::given("calls", grid, vec![true, true], vec![10.0, 12.5])
        };
        let json = serde_json::to_value(&forecast).unwrap();
        assert_eq!(serde_json::from_value::<Forecast>(json.clone()).unwrap(), forecast);
        for series in ["/open", "/offered", "/aht", "/quantiles/0/offered", "/variation/of_intervals"] {
            let mut short = json.clone();
            short.pointer_mut(series).unwrap().as_array_mut().unwrap().pop();
            let error = serde_json::from_value::<Forecast>(short).unwrap_err().to_string();
            assert!(error.contains("of the forecast of queue calls is 1 values; expected 2"), "{error}");
        }
        for (figure, wrong) in
            [("/offered/1", -1.0), ("/variation/of_days/0", -0.1), ("/variation/day_correlation", 1.0)]
        {
            let mut bad = json.clone();
            *bad.pointer_mut(figure).unwrap() = wrong.into();
            assert!(serde_json::from_value::<Forecast>(bad).is_err(), "{figure}");
        }
    }
}
