//! The few shapes charts are made of, as SVG text.
//!
//! Colours are classes, so that the page's style sheet decides about light, dark and paper. Lengths are in the units of
//! the picture's view box; `y` grows downwards.

use std::fmt::Write;

use minijinja::HtmlEscape;

/// Maps values to places, linearly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
}

impl Scale {
    /// The scale that takes `domain` to `range`; an empty domain goes to the start of the range.
    pub(super) fn new(domain: (f64, f64), range: (f64, f64)) -> Self {
        Scale { domain, range }
    }

    /// The same scale for values counted from `start` on.
    pub(super) fn moved(self, start: f64) -> Self {
        Scale { domain: (self.domain.0 - start, self.domain.1 - start), range: self.range }
    }

    /// The place of `value`.
    pub(super) fn at(&self, value: f64) -> f64 {
        let span = self.domain.1 - self.domain.0;
        let part = if span > 0.0 { (value - self.domain.0) / span } else { 0.0 };
        self.range.0 + part * (self.range.1 - self.range.0)
    }
}

/// An SVG picture under construction.
#[derive(Debug)]
pub(super) struct Picture {
    width: f64,
    height: f64,
    stretched: bool,
    body: String,
}

impl Picture {
    /// An empty picture of this size.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Picture { width, height, stretched: false, body: String::new() }
    }

    /// The picture fills any box it is put in, whatever that does to its proportions.
    pub(super) fn stretched(mut self) -> Self {
        self.stretched = true;
        self
    }

    /// A straight line from `from` to `to`.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.path(class, &format!("M{} {}L{} {}", short(from.0), short(from.1), short(to.0), short(to.1)));
    }

    /// A path; an empty one leaves no trace.
    pub(super) fn path(&mut self, class: &str, d: &str) {
        if !d.is_empty() {
            self.push(&format!(r#"<path class="{class}" d="{d}"/>"#));
        }
    }

    /// Text whose baseline starts, ends or is centred at `place`, as the class says.
    pub(super) fn text(&mut self, class: &str, place: (f64, f64), text: &str) {
        let (x, y) = (short(place.0), short(place.1));
        self.push(&format!(r#"<text class="{class}" x="{x}" y="{y}">{}</text>"#, HtmlEscape(text)));
    }

    /// The picture, named and described for those who cannot see it.
    pub(super) fn finish(self, title: &str, description: &str) -> String {
        let (w, h) = (short(self.width), short(self.height));
        let fit = if self.stretched { r#" preserveAspectRatio="none""# } else { "" };
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}"{fit} role="img"><title>{}</title><desc>{}</desc>{}</svg>"#,
            HtmlEscape(title),
            HtmlEscape(description),
            self.body
        )
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
    }
}

/// The outline of a step function: value `i` holds from `i` to `i + 1` on `x`.
pub(super) fn steps(x: Scale, y: Scale, values: &[f64]) -> String {
    let mut d = String::new();
    for (index, value) in values.iter().enumerate() {
        let again = index > 0 && values[index - 1] == *value;
        if index == 0 {
            let _ = write!(d, "M{} {}", short(x.at(0.0)), short(y.at(*value)));
        } else if !again {
            let _ = write!(d, "H{}V{}", short(x.at(index as f64)), short(y.at(*value)));
        }
    }
    if !values.is_empty() {
        let _ = write!(d, "H{}", short(x.at(values.len() as f64)));
    }
    d
}

/// The area between a step function and zero.
pub(super) fn step_area(x: Scale, y: Scale, values: &[f64]) -> String {
    match steps(x, y, values) {
        outline if outline.is_empty() => outline,
        outline => format!("{outline}V{}H{}Z", short(y.at(0.0)), short(x.at(0.0))),
    }
}

/// One block from `low` to `high` for each index at which `block` gives both.
pub(super) fn blocks(x: Scale, y: Scale, len: usize, block: impl Fn(usize) -> Option<(f64, f64)>) -> String {
    let mut d = String::new();
    for (index, (low, high)) in (0..len).filter_map(|index| Some((index, block(index)?))) {
        let (left, right) = (short(x.at(index as f64)), short(x.at(index as f64 + 1.0)));
        let _ = write!(d, "M{left} {}H{right}V{}H{left}Z", short(y.at(low)), short(y.at(high)));
    }
    d
}

/// A line through the middles of the intervals.
pub(super) fn line(x: Scale, y: Scale, values: &[f64]) -> String {
    let mut d = String::new();
    for (index, value) in values.iter().enumerate() {
        let _ = write!(
            d,
            "{}{} {}",
            if index == 0 { 'M' } else { 'L' },
            short(x.at(index as f64 + 0.5)),
            short(y.at(*value))
        );
    }
    d
}

/// The area between two lines through the middles of the intervals.
pub(super) fn band(x: Scale, y: Scale, lower: &[f64], upper: &[f64]) -> String {
    let mut d = line(x, y, upper);
    for (index, value) in lower.iter().enumerate().rev() {
        let _ = write!(d, "L{} {}", short(x.at(index as f64 + 0.5)), short(y.at(*value)));
    }
    if !d.is_empty() {
        d.push('Z');
    }
    d
}

/// Round values from 0 to at least `max`, at most `most` steps of 1, 2 or 5 times a power of ten, none below 1.
pub(super) fn ticks(max: f64, most: usize) -> Vec<f64> {
    let most = most.max(1) as f64;
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if !max.is_finite() || (max / step).ceil() <= most {
            break;
        }
        step *= factor;
    }
    let count = if max.is_finite() { (max / step).ceil().max(1.0) as usize } else { 1 };
    (0..=count).map(|tick| tick as f64 * step).collect()
}

/// A length with one decimal at most.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Scale = Scale { domain: (0.0, 4.0), range: (0.0, 40.0) };
    const Y: Scale = Scale { domain: (0.0, 10.0), range: (100.0, 0.0) };

    #[test]
    fn steps_draw_a_level_only_where_it_changes() {
        assert_eq!(steps(X, Y, &[1.0, 1.0, 3.0, 0.0]), "M0 90H20V70H30V100H40");
        assert_eq!(step_area(X, Y, &[2.0]), "M0 80H10V100H0Z");
        assert_eq!(step_area(X, Y, &[]), "");
    }

    #[test]
    fn blocks_stand_only_where_there_is_something() {
        let d = blocks(X, Y, 4, |index| (index == 1).then_some((2.0, 5.0)));
        assert_eq!(d, "M10 80H20V50H10Z");
    }

    #[test]
    fn a_band_goes_out_above_and_comes_back_below() {
        assert_eq!(band(X, Y, &[1.0, 2.0], &[3.0, 4.0]), "M5 70L15 60L15 80L5 90Z");
        assert_eq!(band(X, Y, &[], &[]), "");
    }

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        assert_eq!(ticks(37.0, 4), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(ticks(0.0, 4), [0.0, 1.0]);
        assert_eq!(ticks(3.0, 4), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(1900.0, 4), [0.0, 500.0, 1000.0, 1500.0, 2000.0]);
        assert_eq!(ticks(f64::INFINITY, 4), [0.0, 1.0]);
    }

    #[test]
    fn text_and_titles_are_escaped() {
        let mut picture = Picture::new(10.0, 10.0);
        picture.text("l", (0.0, 0.0), "<script>");
        let svg = picture.finish("a & b", "<i>");
        assert!(svg.contains("&lt;script&gt;") && svg.contains("a &amp; b") && !svg.contains("<i>"));
    }
}
