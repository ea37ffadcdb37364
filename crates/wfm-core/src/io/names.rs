//! "Did you mean": the name nearest to one that is unknown.

/// The name most like `given`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given: Vec<char> = given.to_lowercase().chars().take(64).collect();
    let limit = (given.len() / 3).max(1);
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

/// Letters to insert, remove or replace to make `a` from `b` (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 32 {
        return usize::MAX;
    }
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let replaced = previous[j] + usize::from(from != to);
            row.push(replaced.min(previous[j + 1] + 1).min(row[j] + 1));
        }
        previous = row;
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name() {
        let names = ["cards", "webchat", "claims"];
        assert_eq!(nearest("card", names), Some("cards"));
        assert_eq!(nearest("Webchta", names), Some("webchat"));
        assert_eq!(nearest("loans", names), None);
        assert_eq!(suggestion("x", names, "add it"), "add it");
    }
}
