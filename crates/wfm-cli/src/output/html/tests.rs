use chrono::{Duration, NaiveDate};
use wfm_core::forecasting::{Accuracy, Backtest, Lead, Method, Part, PartScore, Score};
use wfm_core::model::{
    DateStyle, DayKind, Language, Roster, ServiceLevelDefinition, ServiceLevelTarget, SpecialDay, TargetOver,
};
use wfm_core::simulation::{Estimate, Realism, Service};

use super::sample_week::{SampleWeek, centre, special};
use super::*;
use crate::outlook::{Outlook, QueueOutlook, Reason, Stretch};

fn html(input: &ReportInput) -> String {
    page(input).unwrap()
}

/// The page of the invented week after a change.
fn page_after(change: impl FnOnce(&mut SampleWeek)) -> String {
    let mut week = SampleWeek::new();
    change(&mut week);
    html(&week.report())
}

/// The part of the page between two ids.
fn section<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(&format!("<section id=\"{from}\"")).unwrap();
    let end = page.find(&format!("<section id=\"{to}\"")).unwrap();
    &page[start..end]
}

/// A number of four digits as the page prints it.
fn grouped(value: f64) -> String {
    let whole = value.round() as u32;
    format!("{},{:03}", whole / 1000, whole % 1000)
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    let page = html(&SampleWeek::new().report()).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for reference in ["http:", "https:", "src=", "url(", "@import", "<link", "fetch("] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn every_element_that_opens_closes() {
    let page = html(&SampleWeek::new().report());
    for tag in
        ["div", "section", "article", "figure", "table", "tr", "td", "ol", "dl", "svg", "p", "span", "b"]
    {
        let opened = page.matches(&format!("<{tag} ")).count() + page.matches(&format!("<{tag}>")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn names_from_files_cannot_become_markup() {
    let attack = "<script>alert(1)</script>\"'&";
    let page = page_after(|week| {
        week.centre.name = attack.into();
        week.agents[0].name = Some(attack.into());
        week.agents[1].team = Some(attack.into());
        week.calendar.days[0].name = Some(attack.into());
        week.warnings[0].message = attack.into();
        week.forecasts[0].notes.push(attack.into());
        week.forecasts[0].queue = attack.into();
        week.coverage[0].queue = attack.into();
        week.centre.queues[0].id = attack.into();
        week.roster.assignments[0].segments[0].queue = Some(attack.into());
    });
    assert!(!page.contains("<script>alert"));
    assert!(page.matches("&lt;script&gt;alert(1)").count() > 10);
}

#[test]
fn the_worst_shortage_comes_first_and_in_words() {
    let page = page_after(|week| {
        let cards = &mut week.coverage[0];
        let monday_nine = cards.grid.index_of(week.first.and_hms_opt(9, 0, 0).unwrap().and_utc()).unwrap();
        for index in 0..cards.grid.len() {
            cards.rostered[index] = f64::from(cards.required[index]);
        }
        for index in monday_nine..monday_nine + 3 {
            cards.required[index] = 9;
            cards.rostered[index] = 6.2;
            cards.performance[index].service_level = Some(0.614);
        }
        let quiet = cards.grid.len() - 200;
        (cards.required[quiet], cards.rostered[quiet]) = (5, 3.8);
        week.coverage.truncate(1);
    });
    let short = section(&page, "short", "forecast");
    let first = short.find("09:00–09:45").unwrap();
    assert!(first < short.find("1 agent short").unwrap());
    assert!(
        short.contains("up to 3 agents short")
            && short.contains("at worst 61\u{a0}% answered within 20\u{a0}s")
    );
    assert!(page.contains("2.4 agent hours short in all"));
}

#[test]
fn the_sentence_and_the_figure_name_the_deepest_shortage_in_every_language() {
    for (language, deep, long) in
        [(Language::En, "15:00", "09:00"), (Language::Ru, "15:00", "09:00"), (Language::Fa, "۱۵:۰۰", "۰۹:۰۰")]
    {
        let page = page_after(|week| {
            week.centre.language = language;
            week.coverage.truncate(1);
            let cards = &mut week.coverage[0];
            cards.rostered = cards.required.iter().map(|required| f64::from(*required)).collect();
            for (time, intervals, rostered) in [(9, 12, 7.0), (15, 1, 5.0)] {
                let start = week.first.and_hms_opt(time, 0, 0).unwrap().and_utc();
                let start = cards.grid.index_of(start).unwrap();
                for index in start..start + intervals {
                    (cards.required[index], cards.rostered[index]) = (9, rostered);
                }
            }
        });
        let (_, glance) = section(&page, "glance", "short").split_once("class=\"verdict").unwrap();
        let (sentence, figures) = glance.split_once("class=\"cards\"").unwrap();
        for part in [sentence, figures] {
            assert!(part.contains(deep) && !part.contains(long), "{part}");
        }
        assert!(
            section(&page, "short", "forecast").find(long) < section(&page, "short", "forecast").find(deep)
        );
    }
}

#[test]
fn half_an_agent_less_is_short_and_a_fraction_is_not() {
    let page = |missing: f64| {
        page_after(|week| {
            for coverage in &mut week.coverage {
                for index in 0..coverage.grid.len() {
                    coverage.rostered[index] = (f64::from(coverage.required[index]) - missing).max(0.0);
                }
            }
        })
    };
    assert!(page(0.3).contains("The roster reaches the requirement in every interval."));
    assert!(!page(0.5).contains("The roster reaches the requirement in every interval."));
}

#[test]
fn a_target_missed_by_little_is_not_rounded_into_a_target_met() {
    let page = page_after(|week| {
        week.service[0].week.service_level = Some(0.7962);
        week.service[1].week.service_level = Some(0.7004);
    });
    let glance = section(&page, "glance", "short");
    assert!(glance.contains("<td class=\"level total short\"><span>79.6\u{a0}%</span>"));
    assert!(glance.contains("<td class=\"level total good\"><span>70\u{a0}%</span>"));
    assert!(glance.contains("1 of 2") && glance.contains("1 queue is expected to miss its service level"));
}

#[test]
fn without_a_roster_the_page_shows_what_is_needed() {
    let mut week = SampleWeek::new();
    week.coverage.clear();
    week.service.clear();
    let input = ReportInput { roster: None, search: None, wishes: None, ..week.report() };
    let page = html(&input);
    assert!(page.contains("There is no roster yet"));
    assert!(page.contains("No roster has been made for this week."));
    assert!(page.contains("class=\"required\"") && !page.contains("class=\"rostered\""));
    assert!(!page.contains("id=\"short\""));
}

#[test]
fn an_empty_plan_is_still_a_page() {
    let week = SampleWeek::new();
    let nobody = Roster::default();
    let input = ReportInput {
        agents: &[],
        forecasts: &[],
        models: &[],
        tested: &[],
        requirements: &[],
        coverage: &[],
        values: &[],
        service: &[],
        warnings: &[],
        days: 0,
        roster: Some(&nobody),
        search: None,
        wishes: None,
        ..week.report()
    };
    let page = html(&input);
    assert!(page.contains("There is nothing to warn of.") && page.contains("Harbour Bank"));
}

#[test]
fn a_queue_without_a_target_has_no_target_line() {
    let page = page_after(|week| {
        for queue in &mut week.centre.queues {
            queue.target.service_level = None;
        }
    });
    assert!(!page.contains("<path class=\"target\"") && !page.contains("within 20"));
    assert!(page.contains("<path class=\"met\"") && !page.contains("<path class=\"missed\""));
}

#[test]
fn the_forecast_shows_how_good_such_forecasts_have_been() {
    let page = page_after(|week| week.tested = vec![backtest(week.first)]);
    let forecast = section(&page, "forecast", "coverage");
    assert_eq!(
        forecast.matches("How good such forecasts have been").count(),
        2,
        "of one queue: title and label"
    );
    assert!(forecast.contains("In 2 forecasts of past days from"));
    for cell in
        ["first open day", "all days", "<b>18.3\u{a0}%</b>", "<td>15.9\u{a0}%</td>", "<td>−1.2\u{a0}%</td>"]
    {
        assert!(forecast.contains(cell), "{cell}");
    }
    assert!(!page_after(|_| ()).contains("How good such forecasts have been"));
}

#[test]
fn days_that_people_changed_stand_beside_what_the_model_said() {
    let page = page_after(|week| {
        week.models = week.forecasts.clone();
        let day = &mut week.forecasts[0].days[1];
        week.models[0].days[1].offered = day.offered;
        day.offered *= 1.25;
        let mut tested = backtest(week.first);
        let part = |part, changed, wape| PartScore {
            method: Method::Automatic,
            changed,
            part,
            accuracy: Accuracy { days: 2, wape, ..Accuracy::default() },
        };
        tested.parts = vec![
            part(Part::Ordinary, false, 0.171),
            part(Part::Special, false, 0.292),
            part(Part::Changed, false, 0.333),
            part(Part::Changed, true, 0.111),
        ];
        week.tested = vec![tested];
    });
    let forecast = section(&page, "forecast", "coverage");
    assert_eq!(forecast.matches("changed from the model’s").count(), 1);
    assert!(forecast.contains(": +25\u{a0}%</li>"), "against the model");
    for (label, wape) in [
        ("ordinary days", "17.1"),
        ("special days", "29.2"),
        ("changed days, before", "33.3"),
        ("changed days, after", "11.1"),
    ] {
        let mut rows = forecast.split("<tr>");
        let row = rows.find(|row| row.contains(&format!(">{label}</th>"))).expect(label);
        assert!(row.contains(&format!("<b>{wape}\u{a0}%</b>")), "{label}: {row}");
    }
}

/// Two forecasts of `cards`, by the automatic choice and by the mean of eight weekdays.
fn backtest(first: NaiveDate) -> Backtest {
    let next = Lead { first: 1, last: 1 };
    let score = |method, lead, wape| Score {
        method,
        changed: false,
        lead,
        accuracy: Accuracy { days: 2, wape, floor: 0.159, bias: -0.012, ..Accuracy::default() },
    };
    let mean = Method::MeanOfWeekdays { weeks: 8 };
    let scores = vec![
        score(Method::Automatic, next, 0.175),
        score(Method::Automatic, Lead::ALL, 0.183),
        score(mean, next, 0.19),
        score(mean, Lead::ALL, 0.193),
    ];
    Backtest {
        queue: "cards".into(),
        origins: vec![first - Duration::days(28), first - Duration::days(23)],
        scores,
        parts: Vec::new(),
    }
}

#[test]
fn a_closed_day_says_so_and_why() {
    let christmas =
        |days: &mut Vec<SpecialDay>, date| days.push(special(date, DayKind::Closed, "Christmas Day"));
    let mut week = SampleWeek::new();
    let friday = week.first + Duration::days(4);
    christmas(&mut week.calendar.days, friday);
    for forecast in &mut week.forecasts {
        let day = forecast.grid.days()[4].intervals.clone();
        forecast.open[day.clone()].fill(false);
        forecast.offered[day].fill(0.0);
    }
    let page = html(&week.report());
    let forecast = section(&page, "forecast", "coverage");
    assert_eq!(forecast.matches("Christmas Day").count(), 2);
    assert_eq!(forecast.matches("<b>closed</b>").count(), 4, "two Fridays and two Sundays");
}

#[test]
fn a_day_of_25_hours_loses_no_contact_and_no_shift() {
    let mut centre = centre(&["cards"]);
    centre.queues[0].opening = wfm_core::model::Queue::new("any", wfm_core::model::Channel::Voice).opening;
    let week = SampleWeek::of(centre, "2026-10-19", 12);
    let sunday = week.forecasts[0].grid.days()[6].clone();
    assert_eq!(sunday.intervals.len(), 100);
    let total: f64 = week.forecasts[0].offered[sunday.intervals].iter().sum();
    let page = html(&week.report());
    assert!(page.contains(&format!("<b>{}</b>", grouped(total))));
    let shifts = week.roster.assignments.len();
    assert_eq!(page.matches("<b style=").count(), shifts);
}

#[test]
fn persian_reads_from_right_to_left_with_its_own_digits_and_calendar() {
    let page = page_after(|week| {
        week.centre.language = Language::Fa;
        week.centre.date_style = DateStyle::Jalali;
    });
    assert!(page.contains("<html lang=\"fa\" dir=\"rtl\">"));
    assert!(page.contains("۲ – ۸ آذر ۱۴۰۵"));
    let figures = page.split("<p class=\"figure\">").skip(1).map(|rest| rest.split("</p>").next().unwrap());
    let figures: Vec<&str> = figures.collect();
    assert_eq!(figures.len(), 6);
    assert!(figures.iter().all(|figure| !figure.contains(|c: char| c.is_ascii_digit())), "{figures:?}");
}

#[test]
fn every_ending_of_a_search_is_said_in_every_language() {
    let endings =
        [Ending::Optimal, Ending::WithinGap, Ending::Finished, Ending::TimeLimit, Ending::Cancelled];
    for language in [Language::En, Language::Fa, Language::Ru] {
        let mut week = SampleWeek::new();
        week.centre.language = language;
        let pages = endings.map(|ending| {
            let search = Search { ending, objective: 10.0, lower_bound: None, parts: Vec::new() };
            html(&ReportInput { search: Some(search), ..week.report() })
        });
        for (place, page) in pages.iter().enumerate() {
            assert!(pages[..place].iter().all(|other| other != page), "{:?} {language:?}", endings[place]);
        }
    }
}

#[test]
fn room_for_improvement_is_a_share_of_the_cost_and_never_rounded_away() {
    let week = SampleWeek::new();
    let page = |bound| {
        let parts = vec![("understaffing".into(), 800.0), ("night_premium".into(), 200.0)];
        let search = Search { ending: Ending::TimeLimit, objective: 1000.0, lower_bound: bound, parts };
        html(&ReportInput { search: Some(search), ..week.report() })
    };
    assert!(page(Some(250.0)).contains("no roster within the rules costs over 75.0\u{a0}% less"));
    assert!(page(Some(999.9)).contains("costs over 0.1\u{a0}% less"));
    assert!(page(None).contains("it is not known how much better"));
    assert!(page(None).contains("agents short 800.0, night_premium 200.0"));
}

#[test]
fn leave_and_weekly_hours_stand_in_the_table() {
    let week = SampleWeek::new();
    let page = html(&week.report());
    assert_eq!(page.matches("<td class=\"away\">leave</td>").count(), 7);
    let minutes: u32 =
        week.roster.assignments.iter().filter(|a| a.agent == week.agents[1].id).map(|a| a.paid_minutes).sum();
    let row = page.split("Ben Whitlock").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(row.contains(&format!("<td class=\"total\">{}:{:02}</td>", minutes / 60, minutes % 60)));
}

#[test]
fn days_outside_the_page_are_left_out() {
    let week = SampleWeek::new();
    let monday = html(&ReportInput { days: 1, ..week.report() });
    assert!(monday.contains("<p class=\"week\">23 November 2026</p>"));
    assert!(!monday.contains("Tue 24 Nov"));
    let offered: f64 =
        week.forecasts.iter().flat_map(|f| &f.offered[f.grid.days()[0].intervals.clone()]).sum();
    assert!(monday.contains(&format!("<p class=\"figure\">{}</p>", grouped(offered))));
}

#[test]
fn a_page_of_200_queues_draws_the_first_dozen_and_lists_all() {
    let names: Vec<String> = (0..200).map(|place| format!("queue-{place:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut centre = centre(&names);
    centre.interval_minutes = 60;
    let page = html(&SampleWeek::of(centre, "2026-11-23", 12).report());
    assert!(page.contains("188 more queues are in the tables and files only."));
    assert!(section(&page, "glance", "short").contains("queue-199"));
    assert!(!section(&page, "forecast", "coverage").contains("queue-012"));
}

#[test]
fn a_bank_of_eighty_fits_into_a_mail() {
    let week = SampleWeek::of(centre(&["cards", "loans", "webchat", "claims"]), "2026-11-23", 80);
    let page = html(&week.report());
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert_eq!(page, html(&week.report()), "the same plan gives the same bytes");
}

/// What a simulation says of a queue that promises 80 % in 20 s.
fn outlook() -> Outlook {
    let service = |level: f64| Service {
        offered: 100.0,
        service_level: Some(Estimate { mean: level, half_width: 0.01 }),
        band: Some((level - 0.05, level + 0.04)),
        ..Service::default()
    };
    let stretch = |date: &str, level: f64| Stretch {
        start: format!("{date}T00:00:00+00:00").parse().unwrap(),
        formula: Some(level + 0.02),
        service: service(level),
    };
    let definition = ServiceLevelDefinition::Offered;
    let queue = QueueOutlook {
        queue: "cards".into(),
        promise: ServiceLevelTarget { share: 0.8, within: 20.0, definition, short_abandon: None },
        over: TargetOver::Day,
        kept: Some(0.63),
        week: stretch("2026-11-23", 0.811),
        days: vec![stretch("2026-11-23", 0.8), stretch("2026-11-24", 0.7)],
        intervals: Vec::new(),
        worst: Vec::new(),
        reasons: vec![Reason {
            step: Realism::Absences,
            effect: Estimate { mean: -0.017, half_width: 0.004 },
        }],
        by_absence: Vec::new(),
    };
    Outlook { replications: 120, seed: 1, absence: None, queues: vec![queue] }
}

#[test]
fn a_simulation_stands_beside_the_formula_with_its_band_and_its_reasons() {
    let outlook = outlook();
    for language in [Language::En, Language::Fa, Language::Ru] {
        let mut week = SampleWeek::new();
        week.centre.language = language;
        let page = html(&ReportInput { outlook: Some(&outlook), ..week.report() });
        let part = section(&page, "simulation", "forecast");
        assert!(part.contains("<path class=\"band\"") && part.contains("<path class=\"expected\""), "{part}");
        assert!(!part.contains('{') && !part.contains("simulation_"), "{part}");
        if language == Language::En {
            for text in [
                "120 weeks",
                "81.1\u{a0}% in time",
                "The formula expects 83.1\u{a0}%.",
                "63\u{a0}%",
                "−1.7: people are absent",
            ] {
                assert!(part.contains(text), "no {text} in {part}");
            }
        }
    }
    assert!(!html(&SampleWeek::new().report()).contains("id=\"simulation\""));
}
