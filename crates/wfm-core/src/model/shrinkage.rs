//! Paid time that does not reach the queue.

use crate::error::{Error, Result};
use crate::units::Share;

/// How several causes of shrinkage go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Combine {
    /// Each cause takes its share of what the others left: `1 − Π(1 − sᵢ)`.
    #[default]
    Multiplicative,
    /// All are shares of paid time: `Σ sᵢ`.
    Additive,
}

/// Shares of paid time not available to the queue, by cause.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "RawShrinkage", into = "RawShrinkage")
)]
pub struct Shrinkage {
    causes: Vec<(String, Share)>,
    combine: Combine,
}

impl Shrinkage {
    /// Shrinkage from named causes, each `0 ≤ s < 1`, together below 1.
    ///
    /// # Errors
    /// When a cause or the total is outside `[0, 1)`.
    pub fn new(causes: Vec<(String, Share)>, combine: Combine) -> Result<Self> {
        for (name, share) in &causes {
            if !(0.0..1.0).contains(share) {
                return Err(Error::invalid(
                    format!("shrinkage {name}"),
                    share,
                    "a share from 0 up to, not including, 1",
                ));
            }
        }
        let shrinkage = Shrinkage { causes, combine };
        let total = shrinkage.total();
        if total >= 1.0 {
            return Err(Error::invalid("shrinkage in total", total, "less than 1"));
        }
        Ok(shrinkage)
    }

    /// The causes, in file order.
    pub fn causes(&self) -> &[(String, Share)] {
        &self.causes
    }

    /// How the causes go together.
    pub fn combine(&self) -> Combine {
        self.combine
    }

    /// Share of paid time not available, `0 ≤ s < 1`.
    pub fn total(&self) -> Share {
        match self.combine {
            Combine::Multiplicative => 1.0 - self.causes.iter().map(|(_, s)| 1.0 - s).product::<f64>(),
            Combine::Additive => self.causes.iter().map(|(_, s)| s).sum(),
        }
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct RawShrinkage {
    causes: Vec<(String, Share)>,
    combine: Combine,
}

#[cfg(feature = "serde")]
impl TryFrom<RawShrinkage> for Shrinkage {
    type Error = Error;

    fn try_from(raw: RawShrinkage) -> Result<Self> {
        Shrinkage::new(raw.causes, raw.combine)
    }
}

#[cfg(feature = "serde")]
impl From<Shrinkage> for RawShrinkage {
    fn from(shrinkage: Shrinkage) -> Self {
        RawShrinkage { causes: shrinkage.causes, combine: shrinkage.combine }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(combine: Combine) -> Shrinkage {
        let causes = ["leave", "illness", "training"].map(|name| (name.to_owned(), 0.1));
        Shrinkage::new(causes.to_vec(), combine).unwrap()
    }

    #[test]
    fn causes_multiply_or_add() {
        assert!((three(Combine::Multiplicative).total() - 0.271).abs() < 1e-12);
        assert!((three(Combine::Additive).total() - 0.3).abs() < 1e-12);
    }

    #[test]
    fn a_total_of_one_is_refused() {
        let causes = vec![("a".to_owned(), 0.5), ("b".to_owned(), 0.5)];
        assert!(Shrinkage::new(causes.clone(), Combine::Additive).is_err());
        assert!(Shrinkage::new(causes, Combine::Multiplicative).is_ok());
        assert!(Shrinkage::new(vec![("a".to_owned(), f64::NAN)], Combine::Additive).is_err());
    }
}
