//! Work done side by side, on several threads where the feature `parallel` is on. Results come in order, so threads change
//! nothing but the time.

use super::watch::Watch;
use crate::error::Result;

/// Tries every one of `cases`, each with a watch of its own; gives what was found, in order.
pub(super) fn side_by_side<C: Send, T: Send>(
    cases: Vec<C>,
    watch: &mut Watch<'_>,
    attempt: impl Fn(C, &mut Watch<'_>) -> Result<Option<T>> + Sync + Send,
) -> Vec<T> {
    let start = watch.branch();
    let one = |case| {
        let mut watch = start.branch();
        (attempt(case, &mut watch), watch)
    };
    let mut found = Vec::new();
    for (result, branch) in each(cases, one) {
        watch.join(branch, &start);
        match result {
            Ok(new) => found.extend(new),
            Err(error) => watch.setback(&error),
        }
    }
    found
}

/// `act` on everything, in order.
pub(super) fn each<C: Send, T: Send>(cases: Vec<C>, act: impl Fn(C) -> T + Sync + Send) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        cases.into_par_iter().map(act).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        cases.into_iter().map(act).collect()
    }
}
