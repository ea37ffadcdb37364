//! The files as files.

use std::collections::BTreeSet;
use std::fs;

use super::*;

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_history() {
    for sample in Sample::ALL {
        assert_eq!(files(sample, SEED), files(sample, SEED));
        let (one, two) = (files(sample, SEED), files(sample, SEED + 1));
        let differing = one.iter().zip(&two).filter(|(a, b)| a != b).map(|(a, _)| a.0.as_str());
        assert!(differing.collect::<Vec<_>>().contains(&"history.csv"));
    }
}

/// With `WFM_WRITE_SAMPLES=1` the folders are written instead of compared.
#[test]
fn data_samples_is_what_the_generator_makes() {
    let write = std::env::var_os("WFM_WRITE_SAMPLES").is_some();
    for sample in Sample::ALL {
        let folder = data_samples().join(sample.name());
        for (path, content) in files(sample, SEED) {
            if write {
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(&path), &content).unwrap();
            }
            let there = fs::read_to_string(folder.join(&path)).unwrap_or_default();
            assert!(
                there == content,
                "data/samples/{name}/{path} is not what the generator makes; write it again with \
                 `wfm init data/samples/{name} --sample {name}` or `WFM_WRITE_SAMPLES=1 cargo test -p wfm-cli samples`",
                name = sample.name(),
            );
        }
    }
}

#[test]
fn tables_are_rectangular_need_no_quotes_and_stay_small() {
    for sample in Sample::ALL {
        for (path, content) in files(sample, SEED) {
            if path.ends_with(".csv") {
                let header = content.lines().next().unwrap().split(',').count();
                assert!(content.lines().all(|line| line.split(',').count() == header && !line.contains('"')));
                assert!(records(sample, &path).len() > 5, "{} {path}", sample.name());
            }
            assert!(content.len() < 2_500_000, "{} {path} has {} bytes", sample.name(), content.len());
            assert!(content.ends_with('\n') && !content.contains('\r'));
        }
    }
}

#[test]
fn the_centre_says_what_the_generator_does() {
    for sample in Sample::ALL {
        let (centre, past) = (centre(sample), sample.past());
        assert_eq!(centre["time_zone"].as_str(), Some(past.zone.name()));
        assert_eq!(centre["interval_minutes"].as_integer(), Some(i64::from(past.interval_minutes)));
        let starts = wfm_core::model::weekday_from_name(centre["week_starts"].as_str().unwrap());
        assert_eq!(starts, Some(chrono::Datelike::weekday(&sample.week())));
        assert_eq!(ids(&centre, "queue"), past.queues.iter().map(|q| q.queue).collect::<Vec<_>>());
        for (queue, demand) in list(&centre, "queue").into_iter().zip(&past.queues) {
            assert_eq!(texts(&queue["open"]), demand.open);
            assert_eq!(demand.opening().rules.len(), demand.open.len());
        }
    }
}

#[test]
fn every_name_in_the_tables_is_known() {
    for sample in Sample::ALL {
        let centre = centre(sample);
        let (queues, contracts, shifts) =
            (ids(&centre, "queue"), ids(&centre, "contract"), ids(&centre, "shift"));
        for contract in list(&centre, "contract") {
            assert!(texts(&contract["shifts"]).iter().all(|shift| shifts.contains(shift)));
        }
        let agents = records(sample, "agents.csv");
        for agent in &agents {
            assert!(contracts.contains(&agent["contract"].as_str()), "{agent:?}");
            for skill in agent["queues"].split('|') {
                assert!(queues.contains(&skill.split(':').next().unwrap()), "{agent:?}");
            }
        }
        let known: BTreeSet<&str> = agents.iter().map(|agent| agent["agent"].as_str()).collect();
        let names: BTreeSet<&str> = agents.iter().map(|agent| agent["name"].as_str()).collect();
        assert_eq!((known.len(), names.len()), (agents.len(), agents.len()));
        for entry in availability(sample) {
            assert!(known.contains(entry.agent.as_str()) && entry.from < entry.to);
            assert!(wfm_core::model::AvailabilityKind::ALL.iter().any(|kind| kind.name() == entry.kind));
        }
        for day in records(sample, "calendar.csv") {
            assert!(day["date"].parse::<NaiveDate>().is_ok());
            assert!(day["queue"].is_empty() || queues.contains(&day["queue"].as_str()));
        }
    }
}

#[test]
fn nobody_is_on_leave_twice() {
    for sample in Sample::ALL {
        let entries: Vec<Entry> = availability(sample).into_iter().filter(|e| e.kind == "leave").collect();
        for (index, a) in entries.iter().enumerate() {
            for b in &entries[index + 1..] {
                assert!(a.agent != b.agent || a.to <= b.from || b.to <= a.from, "{} {}", a.agent, a.from);
            }
        }
    }
}
