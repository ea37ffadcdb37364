//! What the documentation shows is run: every command line of the README, every link between pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The code blocks of `language` in a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.trim() == format!("```{language}") {
            blocks
                .push(lines.by_ref().take_while(|line| line.trim() != "```").collect::<Vec<_>>().join("\n"));
        }
    }
    blocks
}

/// Runs `wfm` and gives what it printed.
fn wfm(arguments: &str, folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wfm"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "wfm {arguments}\n{text}");
    text
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn the_two_commands_of_the_readme_plan_a_sample_and_run_the_tests() {
    let commands = blocks(&read("README.md"), "sh");
    let [plan, tests] = commands.as_slice() else { panic!("two blocks of one command: {commands:?}") };
    assert_eq!(tests, "cargo test --workspace");
    let arguments = plan.strip_prefix("cargo run --release -- ").expect("cargo run --release -- …");
    let folder = TempDir::new().unwrap();
    copy(&root().join("data/samples"), &folder.path().join("data/samples"));
    let printed = wfm(&format!("{arguments} --time-limit 5"), folder.path());
    assert!(printed.contains("report.html") && printed.lines().count() >= 10, "{printed}");
}

#[test]
fn every_line_of_the_readmes_sessions_runs_and_says_what_is_shown() {
    let folder = TempDir::new().unwrap();
    let mut run = 0;
    for session in blocks(&read("README.md"), "console") {
        let mut printed = String::new();
        for line in session.lines() {
            match line.strip_prefix("$ wfm ") {
                Some(arguments) => {
                    printed = wfm(arguments, folder.path());
                    run += 1;
                }
                None => assert!(printed.contains(line), "not said: {line}\n{printed}"),
            }
        }
    }
    assert!(run >= 9, "{run} commands");
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut pages: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned).to_vec();
    for entry in fs::read_dir(root().join("docs")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    let mut dead = Vec::new();
    for page in &pages {
        let text = read(page);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap_or("");
            let file = target.split('#').next().unwrap_or("");
            let outside = target.contains("://") || target.starts_with('#');
            let folder = root().join(page);
            if !outside && !folder.parent().unwrap().join(file).exists() {
                dead.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
