//! Units of plain numbers, named so that signatures can be read.
//!
//! They are aliases, not types: any program can call the formulas with its own `f64`s. Shares are `0..1`; percent
//! exists in printed text only.

/// A duration in seconds.
pub type Seconds = f64;

/// A part of a whole, `0..1`.
pub type Share = f64;

/// Traffic intensity: contacts per second times seconds of handling each; `1.0` keeps one agent busy all the time.
pub type Erlangs = f64;

/// A number of contacts. Forecasts are fractional, so this is not a whole number.
pub type Contacts = f64;
