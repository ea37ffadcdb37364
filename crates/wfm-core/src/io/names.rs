//! "Did you mean": the name nearest to one that is unknown.

/// The name most like `given`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given: Vec<char> = given.to_lowercase().chars().take(64).collect();
    let limit = given.len().div_ceil(3).max(1);
    names
        .into_iter()
        .filter(|name| name.len() <= 256)
        .map(|name| (distance(&given, &name.to_lowercase().chars().collect::<Vec<_>>()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `did you mean "cards"?`, or what else to do.
pub(crate) fn suggestion<'a>(
    given: &str,
    names: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    match nearest(given, names) {
        Some(name) => format!("did you mean {name:?}?"),
        None => otherwise.into(),
    }
}

/// Letters to insert, remove or replace, and neighbours to swap, to make `a` from `b`.
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 32 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let before = &rows[i - 1];
            let replaced = before[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(before[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name() {
        let names = ["cards", "webchat", "claims"];
        assert_eq!(nearest("card", names), Some("cards"));
        assert_eq!(nearest("Webchta", names), Some("webchat"));
        assert_eq!(nearest("lcaims", names), Some("claims"));
        assert_eq!(nearest("loans", names), None);
        assert_eq!(suggestion("x", names, "add it"), "add it");
    }
}
