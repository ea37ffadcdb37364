//! Calendar effects that the queues of a group share: what one has never seen, the others may have.
//!
//! ```text
//! x_qd = own_q(d) + z_d'b                                   log total of day d of queue q: its weekdays and levels, the calendar
//! b    = argmin Σ_q V_q Σ_d w_qd (x_qd − own_q(d) − z_d'b)² + Σ_j pen_j V_j b_j²
//! V_j  = Σ_q V_q n_qj / Σ_q n_qj                            V_q contacts a day, n_qj weighted days of q with effect j
//! ```
//!
//! For a queue with more contacts than that, `V_j` are its own: what thin queues say of the calendar is mostly chance, and moves a
//! busy one little.
//!
//! The regression of a queue is then drawn to the `b` of the *others* instead of to 0 ([`regression`](super::regression)): its
//! own days are not counted twice. Right where customers of all queues keep the same holidays and pay days; a queue of more than
//! two years knows its calendar, and takes only what it has never seen.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cholesky::Symmetric;
use super::cleaning;
use super::day_model::DayModel;
use super::day_table::{DayTable, Special};
use super::fitting::WEEKS_OF_DAY_MODEL;
use super::past::Past;
use super::regression::penalty;
use super::timeline::{Feature, classes_of};
use crate::model::{History, QueueCalendar};
use crate::units::Contacts;

/// Days of history after which a queue knows its calendar.
const GROWN_UP: i64 = 730;

/// What other queues say of an effect of the calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Borrowed {
    /// Effect on the log total.
    pub(super) effect: f64,
    /// Their days that speak for it; 0: nothing is known, and the effect is 0.
    pub(super) days: u32,
}

/// What the other queues of a group say of the calendar.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedEffects {
    effects: BTreeMap<Feature, Borrowed>,
    /// How many queues speak.
    queues: usize,
    /// Whether the queue that listens has seen enough to take only what is new to it.
    only_unseen: bool,
}

impl SharedEffects {
    /// What a planner should know.
    pub(super) fn note(&self) -> String {
        let queues = match self.queues {
            1 => "another queue".to_owned(),
            queues => format!("{queues} other queues"),
        };
        if self.only_unseen {
            return format!(
                "what the queue has never seen of the calendar is taken from {queues} of its group"
            );
        }
        format!(
            "what closed days, the turn of the month and special days do is drawn to what they do on {queues} of its group"
        )
    }

    /// What is known of a column.
    pub(super) fn of(&self, feature: &Feature) -> Borrowed {
        self.effects.get(feature).copied().unwrap_or_default()
    }

    /// What is known of a special day by its kind and name, with the days of the nearest of both; `None` where nothing is.
    pub(super) fn of_special(&self, special: &Special) -> Option<Borrowed> {
        let classes = classes_of(special).into_iter().map(|class| self.of(&Feature::Special(class)));
        let known: Vec<Borrowed> = classes.filter(|class| class.days > 0).collect();
        let effect = known.iter().map(|class| class.effect).sum();
        known.last().map(|nearest| Borrowed { effect, days: nearest.days })
    }
}

/// What a queue says of the calendar: the equations of its days.
#[derive(Debug)]
pub(super) struct Evidence {
    features: Vec<Feature>,
    /// Days on which each was seen.
    days: Vec<u32>,
    /// `n`: the same, weighted.
    weights: Vec<f64>,
    /// `Σ w z z'`, the lower triangle.
    normal: Vec<(usize, usize, f64)>,
    /// `Σ w z (x − own)`.
    right: Vec<f64>,
    /// Contacts a day.
    contacts: Contacts,
    /// Whether the queue knows its calendar by itself.
    grown_up: bool,
}

impl Evidence {
    /// What the days before `first` say; `None` where they are too few.
    pub(super) fn of(history: &History, calendar: &QueueCalendar, first: NaiveDate) -> Option<Self> {
        let mut table = DayTable::before(first, history, calendar);
        cleaning::clean(&mut table, calendar, &[]);
        let past = Past::new(&table, calendar, first, first, None);
        if past.weeks() < WEEKS_OF_DAY_MODEL {
            return None;
        }
        let totals = past.totals.iter().flatten();
        let contacts = totals.clone().sum::<f64>() / totals.count() as f64;
        let age = (first - table.days[0].date).num_days();
        let mut evidence = Evidence {
            features: Vec::new(),
            days: Vec::new(),
            weights: Vec::new(),
            normal: Vec::new(),
            right: Vec::new(),
            contacts,
            grown_up: age > GROWN_UP,
        };
        evidence.add_days(&past);
        Some(evidence)
    }

    fn add_days(&mut self, past: &Past<'_>) {
        let line = &past.line;
        let model = DayModel::quick_fit(line, &past.logs, past.known, &past.changes);
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut normal: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for day in 0..past.known {
            let Some((effect, weight)) = model.of_calendar(line, &past.logs, day) else { continue };
            let mut columns = Vec::new();
            for column in &line.days[day].columns {
                let Some(feature) = line.feature(*column) else { continue };
                let place = *places.entry(*column).or_insert(self.features.len());
                if place == self.features.len() {
                    self.features.push(feature);
                    self.days.push(0);
                    self.weights.push(0.0);
                    self.right.push(0.0);
                }
                self.days[place] += 1;
                self.weights[place] += weight;
                self.right[place] += weight * effect;
                columns.push(place);
                for other in &columns {
                    *normal.entry((place.max(*other), place.min(*other))).or_default() += weight;
                }
            }
        }
        self.normal = normal.into_iter().map(|((row, column), weight)| (row, column, weight)).collect();
    }

    fn has_seen(&self, feature: &Feature) -> bool {
        self.features.contains(feature)
    }
}

/// The queues of a group and what each says of the calendar, by their position.
#[derive(Debug, Default)]
pub(super) struct Pool {
    queues: BTreeMap<usize, Evidence>,
    places: BTreeMap<Feature, usize>,
    all: Option<Equations>,
}

impl Pool {
    pub(super) fn add(&mut self, position: usize, evidence: Evidence) {
        self.queues.insert(position, evidence);
    }

    /// To be called when all queues are in.
    pub(super) fn add_up(&mut self) {
        for feature in self.queues.values().flat_map(|evidence| &evidence.features) {
            let next = self.places.len();
            self.places.entry(feature.clone()).or_insert(next);
        }
        let mut all = Equations::of(self.places.len());
        for evidence in self.queues.values() {
            all.add(evidence, &self.places, 1.0);
        }
        self.all = Some(all);
    }

    /// What the queues other than that at `position` say; `None` when there are none.
    pub(super) fn but(&self, position: usize) -> Option<SharedEffects> {
        let own = self.queues.get(&position);
        let queues = self.queues.len() - usize::from(own.is_some());
        let mut others = self.all.clone().filter(|_| queues > 0)?;
        if let Some(own) = own {
            others.add(own, &self.places, -1.0);
        }
        let is_needed = |feature: &Feature| own.is_none_or(|own| !(own.grown_up && own.has_seen(feature)));
        let effects = others.solved(&self.places, own.map_or(0.0, |own| own.contacts));
        let effects = effects.filter(|(feature, known)| known.days > 0 && is_needed(feature));
        let effects: BTreeMap<Feature, Borrowed> =
            effects.map(|(feature, known)| (feature.clone(), known)).collect();
        let only_unseen = own.is_some_and(|own| own.grown_up);
        (!effects.is_empty()).then_some(SharedEffects { effects, queues, only_unseen })
    }
}

/// The equations of several queues, each weighing as much as its contacts.
#[derive(Debug, Clone)]
struct Equations {
    normal: Symmetric,
    right: Vec<f64>,
    days: Vec<i64>,
    /// `Σ_q n_qj`.
    weights: Vec<f64>,
    /// `Σ_q V_q n_qj`.
    contacts: Vec<f64>,
}

impl Equations {
    fn of(features: usize) -> Self {
        let zeros = vec![0.0; features];
        Equations {
            normal: Symmetric::diagonal(&zeros),
            right: zeros.clone(),
            days: vec![0; features],
            weights: zeros.clone(),
            contacts: zeros,
        }
    }

    /// Adds what a queue says, or takes it out again with a `sign` of −1.
    fn add(&mut self, evidence: &Evidence, places: &BTreeMap<Feature, usize>, sign: f64) {
        let place: Vec<usize> = evidence.features.iter().map(|feature| places[feature]).collect();
        let volume = sign * evidence.contacts;
        for (row, column, weight) in &evidence.normal {
            self.normal.add(place[*row], place[*column], volume * weight);
        }
        for (own, place) in place.iter().enumerate() {
            self.right[*place] += volume * evidence.right[own];
            self.days[*place] += sign as i64 * i64::from(evidence.days[own]);
            self.weights[*place] += sign * evidence.weights[own];
            self.contacts[*place] += volume * evidence.weights[own];
        }
    }

    /// `b` for a queue of so many `contacts` a day; an effect that nobody has seen is 0.
    fn solved(
        mut self,
        places: &BTreeMap<Feature, usize>,
        contacts: Contacts,
    ) -> impl Iterator<Item = (&Feature, Borrowed)> {
        for (feature, place) in places {
            let seen = self.days[*place] > 0 && self.weights[*place] > 0.0;
            let usual = if seen { self.contacts[*place] / self.weights[*place] } else { 1.0 };
            self.normal.add(*place, *place, penalty(feature) * usual.max(contacts).max(f64::MIN_POSITIVE));
        }
        let effects = self.normal.solve(&self.right);
        let days = self.days;
        places.iter().map(move |(feature, place)| {
            let days = u32::try_from(days[*place]).unwrap_or(0);
            (feature, Borrowed { effect: if days > 0 { effects[*place] } else { 0.0 }, days })
        })
    }
}
