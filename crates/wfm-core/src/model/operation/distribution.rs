//! How long things take: a shape, a mean and a spread.

use crate::units::Seconds;

/// A distribution of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    /// Its family.
    pub shape: Shape,
    /// Mean in seconds; not read by [`Shape::Infinite`].
    pub mean: Seconds,
    /// Standard deviation over mean, above 0; read by [`Shape::LogNormal`] and [`Shape::Gamma`] only.
    pub cv: f64,
}

/// A family of distributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Memoryless, coefficient of variation 1.
    Exponential,
    /// Its logarithm is normal: the usual shape of handle times.
    LogNormal,
    /// Sums of exponential parts when `cv < 1`, many short and few long ones when `cv > 1`.
    Gamma,
    /// Always the mean.
    Deterministic,
    /// Longer than anything: a patience that never ends.
    Infinite,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Shape; 5] =
        [Shape::Exponential, Shape::LogNormal, Shape::Gamma, Shape::Deterministic, Shape::Infinite];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Exponential => "exponential",
            Shape::LogNormal => "lognormal",
            Shape::Gamma => "gamma",
            Shape::Deterministic => "deterministic",
            Shape::Infinite => "infinite",
        }
    }

    /// Whether the shape is given by a mean.
    pub fn has_mean(self) -> bool {
        self != Shape::Infinite
    }

    /// Whether the shape has a spread of its own choice.
    pub fn has_spread(self) -> bool {
        matches!(self, Shape::LogNormal | Shape::Gamma)
    }
}

impl Distribution {
    /// A patience that never ends.
    pub const ENDLESS: Distribution = Distribution { shape: Shape::Infinite, mean: f64::INFINITY, cv: 1.0 };

    /// Exponential times.
    pub fn exponential(mean: Seconds) -> Self {
        Distribution { shape: Shape::Exponential, mean, cv: 1.0 }
    }

    /// Log-normal times.
    pub fn lognormal(mean: Seconds, cv: f64) -> Self {
        Distribution { shape: Shape::LogNormal, mean, cv }
    }

    /// Gamma times.
    pub fn gamma(mean: Seconds, cv: f64) -> Self {
        Distribution { shape: Shape::Gamma, mean, cv }
    }

    /// Times that are all the same.
    pub fn deterministic(mean: Seconds) -> Self {
        Distribution { shape: Shape::Deterministic, mean, cv: 0.0 }
    }
}
