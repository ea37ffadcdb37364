use super::sample_week::SampleWeek;
use super::*;

mod look {
    use super::*;
    use crate::output::html::sample_week::centre;
    use wfm_core::model::{DateStyle, Language};

    #[test]
    fn look() {
        let Ok(dir) = std::env::var("LOOK") else { return };
        let write = |name: &str, text: &str| std::fs::write(format!("{dir}/{name}"), text).unwrap();
        let week = SampleWeek::new();
        let report = week.report();
        write("week.html", &page(&report).unwrap());
        write("picture.svg", &picture(&report, &"cards".into(), report.first).unwrap());
        let mut fa = SampleWeek::new();
        fa.centre.language = Language::Fa;
        fa.centre.date_style = DateStyle::Jalali;
        fa.centre.name = "مرکز تماس تهران".into();
        for (agent, name) in fa.agents.iter_mut().zip(["سارا احمدی", "علی رضایی", "مریم کاظمی", "حسین موسوی"])
        {
            agent.name = Some(name.into());
        }
        write("fa.html", &page(&fa.report()).unwrap());
        let mut ru = SampleWeek::new();
        ru.centre.language = Language::Ru;
        write("ru.html", &page(&ru.report()).unwrap());
        let big = SampleWeek::of(centre(&["cards", "loans", "webchat", "claims"]), "2026-11-23", 80);
        write("big.html", &page(&big.report()).unwrap());
        let mut bare = SampleWeek::new();
        bare.coverage.clear();
        bare.service.clear();
        let mut input = bare.report();
        input.roster = None;
        input.search = None;
        input.wishes = None;
        write("bare.html", &page(&input).unwrap());
    }
}
