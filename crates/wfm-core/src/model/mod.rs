//! The nouns of the trade: what goes into every engine and what comes out.
//!
//! Comes in: nothing; these are plain values, built by [`io`](crate::io) from files or by any program from its own data.
//! Goes out: values whose invariants hold: where a type has one, its fields are private and `new` returns a `Result`, or its
//! fields are plain series and `check` says whether they fit together; JSON is checked either way.
//!
//! Time is absolute: an interval is an instant on a [`Grid`], so days of 23 and 25 hours lose and double nothing. Local
//! time exists only for opening hours, shift starts, day boundaries and text.
//!
//! The model knows no file, no formula and no search. It has no method that can be wrong in an interesting way.

mod id;
mod time;
mod grid;
mod calendar;
mod centre;
mod queue;
mod target;
mod shrinkage;
mod history;
mod cleaned;
mod daily_history;
mod monthly_history;
mod forecast;
mod long_range;
mod overrides;
mod queue_change;
mod performance;
mod requirement;
mod shift;
mod contract;
mod rotation;
mod weights;
mod agent;
mod attendance;
mod roster;
mod coverage;
mod series;
mod state;
mod waiting;
pub mod operation;
mod what_if;

pub use agent::{Agent, Availability, AvailabilityKind, Skill};
pub use attendance::Attendance;
pub use calendar::{Calendar, DayKind, OpeningHours, OpeningRule, QueueCalendar, SpecialDay};
pub use centre::{Centre, DateStyle, Language};
pub use cleaned::{Cleaned, CleaningAction, CleaningReason};
pub use contract::{Contract, ShiftCount};
pub use coverage::Coverage;
pub use daily_history::DailyHistory;
pub use forecast::{
    DayForecast, EffectBasis, Forecast, LevelChange, MethodChoice, Quantile, SpecialEffect, Tried, Variation,
    WeekForecast,
};
pub use grid::{Day, Grid, LocalInstant, date_of, first_instant, local_instant};
pub use history::{History, Measure, Observations};
pub use id::{AgentId, ContractId, QueueId, ShiftId};
pub use long_range::{LongRangeForecast, SpanForecast};
pub use monthly_history::{MonthTotal, MonthlyHistory};
pub use overrides::{Override, OverrideChange, OverrideFigure};
pub use performance::Performance;
pub use queue::{Channel, Queue, StaffingModel};
pub use queue_change::QueueChange;
pub use requirement::{Basis, Requirement, Warning};
pub use roster::{Activity, Assignment, Lock, Roster, Segment};
pub use rotation::{Rotation, RotationDay};
pub use shift::{BreakRules, BreakTemplate, ShiftTemplate, StartWindow};
pub use shrinkage::{Combine, Shrinkage};
pub use state::AgentState;
pub use target::{ResponseTarget, ServiceLevelDefinition, ServiceLevelTarget, Target, TargetOver};
pub use time::{TimeOfDay, TimeRange, WeekdaySet, parse_minutes, weekday_from_name, weekday_name};
pub use waiting::WaitingContacts;
pub use weights::{CostBand, RosterWeights};
pub use what_if::{
    AgentGroup, Axis, Change, DemandChange, PromiseChange, Questions, Scenario, ScenarioGrid,
    ShrinkageChange, SupplyChange,
};
