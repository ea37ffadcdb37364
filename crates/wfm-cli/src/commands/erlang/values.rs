//! Values as a person types them: `80/20`, `5%`, `30m`.

use std::str::FromStr;

/// A share: `0.05` or `5%`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (digits, unit) = match text.trim().strip_suffix('%') {
            Some(digits) => (digits, 100.0),
            None => (text, 1.0),
        };
        let number = finite(digits).ok_or_else(|| "expected a share such as 0.05 or 5%".to_owned())?;
        let share = number / unit;
        if unit == 1.0 && share > 1.0 {
            return Err(format!("{number} is more than everything; for {number} % write {number}%"));
        }
        Ok(Share(share))
    }
}

/// A service level as the trade writes it: `80/20` is 80 % within 20 seconds; `0.8/20` says the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    pub(crate) share: f64,
    pub(crate) within: f64,
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected share/seconds, such as 80/20".to_owned();
        let (share, within) = text.split_once('/').ok_or_else(expected)?;
        let percent = share.trim().trim_end_matches('%');
        let number = finite(percent).ok_or_else(expected)?;
        let is_share = number < 1.0 && percent == share.trim();
        let within = finite(within.trim().trim_end_matches('s')).ok_or_else(expected)?;
        Ok(Level { share: if is_share { number } else { number / 100.0 }, within })
    }
}

/// A time: `20`, `20s`, `30m`, `1h`; in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seconds(pub(crate) f64);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (digits, unit) = match text.chars().last() {
            Some('s') => (&text[..text.len() - 1], 1.0),
            Some('m') => (&text[..text.len() - 1], 60.0),
            Some('h') => (&text[..text.len() - 1], 3600.0),
            _ => (text, 1.0),
        };
        let number = finite(digits).ok_or_else(|| "expected a time such as 20s, 30m or 1h".to_owned())?;
        Ok(Seconds(number * unit))
    }
}

/// Shares that dial again: one for both, or `0.5/0.8` for those who hung up and those who found all trunks busy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Redial {
    pub(crate) abandoned: f64,
    pub(crate) blocked: f64,
}

impl FromStr for Redial {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (abandoned, blocked) = text.split_once('/').unwrap_or((text, text));
        Ok(Redial { abandoned: abandoned.parse::<Share>()?.0, blocked: blocked.parse::<Share>()?.0 })
    }
}

fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_may_be_percent_if_they_say_so() {
        assert_eq!("5%".parse(), Ok(Share(0.05)));
        assert_eq!("0.05".parse(), Ok(Share(0.05)));
        assert_eq!("5".parse::<Share>().unwrap_err(), "5 is more than everything; for 5 % write 5%");
        assert!("NaN".parse::<Share>().is_err());
    }

    #[test]
    fn a_service_level_is_read_as_the_trade_writes_it() {
        let level = Level { share: 0.8, within: 20.0 };
        for text in ["80/20", "80%/20s", "0.8/20", " 80 / 20 "] {
            assert_eq!(text.parse(), Ok(level), "{text}");
        }
        assert!("80".parse::<Level>().is_err());
    }

    #[test]
    fn times_have_units() {
        assert_eq!("30m".parse(), Ok(Seconds(1800.0)));
        assert_eq!("1h".parse(), Ok(Seconds(3600.0)));
        assert_eq!("20".parse(), Ok(Seconds(20.0)));
        assert!("m".parse::<Seconds>().is_err());
    }
}
