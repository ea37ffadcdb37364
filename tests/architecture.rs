//! The layering of ARCHITECTURE.md, held by a machine: who may import whom, who may open a file, who may name a solver.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the core, lowest layer first, and what each may import besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("error", &[]),
    ("control", &[]),
    ("model", &["units", "error"]),
    ("erlang", &["units", "error"]),
    ("solver", &["units", "error", "control"]),
    ("forecasting", &["units", "error", "control", "model"]),
    ("staffing", &["units", "error", "control", "model", "erlang", "solver"]),
    ("simulation", &["units", "error", "control", "model"]),
    ("scheduling", &["units", "error", "control", "model", "solver"]),
    ("rostering", &["units", "error", "control", "model", "solver", "scheduling"]),
    ("multi_skill", &["units", "error", "control", "model", "staffing", "simulation"]),
    ("intraday", &["units", "error", "control", "model", "forecasting"]),
    (
        "scenario",
        &[
            "units",
            "error",
            "control",
            "model",
            "erlang",
            "forecasting",
            "staffing",
            "simulation",
            "multi_skill",
            "rostering",
        ],
    ),
    ("io", &["units", "error", "control", "model"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The code of a file without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let uncommented = text.lines().map(|line| line.split("//").next().unwrap_or(""));
    uncommented.collect::<Vec<_>>().join("\n")
}

/// The code of a file without its unit tests and comments.
fn library_code(path: &Path) -> String {
    without_tests(&code(path))
}

/// Leaves out every `#[cfg(test)] mod`, and nothing else. A module whose braces do not match stays.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]\nmod ") {
        let (before, module) = rest.split_at(at);
        kept.push_str(before);
        let head = module.find(['{', ';']).unwrap_or(module.len() - 1);
        let body = &module[head + 1..];
        rest = match &module[head..=head] {
            "{" => inside_braces(body).map_or(body, |inside| &body[inside.len() + 1..]),
            _ => body,
        };
    }
    kept + rest
}

/// What stands before the brace that closes one opened just before `code`.
fn inside_braces(code: &str) -> Option<&str> {
    let mut open = 1;
    for (at, c) in code.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(&code[..at]);
        }
    }
    None
}

fn core_modules() -> Vec<(String, Vec<PathBuf>)> {
    let source = root().join("crates/wfm-core/src");
    let mut modules = Vec::new();
    for entry in fs::read_dir(&source).unwrap().flatten() {
        let path = entry.path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let files = if path.is_dir() { rust_files(&path) } else { vec![path] };
        if name != "lib" {
            modules.push((name, files));
        }
    }
    modules.sort();
    modules
}

/// Names of the core's modules that follow `crate::` or stand first in an entry of `use crate::{…}`.
fn imports(code: &str, modules: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let entries = match rest.strip_prefix('{') {
            Some(list) => entries(inside_braces(list).unwrap_or(list)),
            None => vec![rest],
        };
        for entry in entries {
            let name =
                entry.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
            if modules.contains(name) {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

/// A list split at its own commas, not at those inside nested braces.
fn entries(list: &str) -> Vec<&str> {
    let mut depth = 0;
    list.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

#[test]
fn an_import_behind_nested_braces_is_found() {
    let modules = BTreeSet::from(["model", "io", "error", "staffing"]);
    let code = "use crate::{model::{Grid, error}, io::{self, Source}};\nfn f() -> crate::staffing::Tally {}";
    let found: Vec<String> = imports(code, &modules).into_iter().collect();
    assert_eq!(found, ["io", "model", "staffing"]);
}

#[test]
fn only_unit_tests_are_left_out_of_library_code() {
    let code = "fn a() {}\n#[cfg(test)]\nuse std::fs;\n#[cfg(test)]\nmod tests {\n fn b() { println!(\"{}\", 1); }\n}\n\
                fn c() { Utc::now(); }\n#[cfg(test)]\nmod laws;\nfn d() {}";
    let library = without_tests(code);
    for kept in ["fn a()", "std::fs", "Utc::now", "fn d()"] {
        assert!(library.contains(kept), "{kept} is lost: {library}");
    }
    assert!(!library.contains("println!") && !library.contains("mod laws"), "{library}");
}

#[test]
fn every_module_imports_only_what_its_layer_allows() {
    let known: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (module, files) in core_modules() {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("module {module} has no layer in tests/architecture.rs"));
            continue;
        };
        for file in &files {
            for import in imports(&code(file), &known) {
                if import != module && !allowed.contains(&import.as_str()) {
                    wrong.push(format!("{} imports {import}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn engines_open_no_file_ask_no_clock_and_print_nothing() {
    let forbidden = [
        "std::fs",
        "std::env",
        "std::process",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "SystemTime",
        "println!",
        "print!(",
    ];
    let mut wrong = Vec::new();
    for (module, files) in core_modules().into_iter().filter(|(module, _)| module != "io") {
        for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
            let code = library_code(file);
            for word in forbidden.iter().filter(|word| code.contains(**word)) {
                wrong.push(format!("{module}: {} has {word}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_file_names_a_solver_and_io_alone_names_file_formats() {
    let mut wrong = Vec::new();
    for (module, files) in core_modules() {
        for file in &files {
            let code = library_code(file);
            let solver = ["good_lp", "clarabel", "microlp", "highs::"].iter().any(|name| code.contains(name));
            let format = ["csv::", "toml::", "polars::"].iter().any(|name| code.contains(name));
            if solver && module != "solver" {
                wrong.push(format!("{} names a solver", file.display()));
            }
            if format && module != "io" {
                wrong.push(format!("{} names a file format", file.display()));
            }
            if code.contains("default_solver") {
                wrong.push(format!(
                    "{} leaves the choice of the solver to the features of the build",
                    file.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_in_tests_and_benches_is_attached_to_a_crate() {
    let manifests: String = ["wfm-core", "wfm-cli"]
        .iter()
        .map(|name| fs::read_to_string(root().join(format!("crates/{name}/Cargo.toml"))).unwrap())
        .collect();
    let mut lonely = Vec::new();
    for folder in ["tests", "benches"] {
        for entry in fs::read_dir(root().join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let path = format!("../../{folder}/{name}");
            let is_target = name.ends_with(".rs") || entry.path().join("main.rs").exists();
            if is_target && !manifests.contains(&path) {
                lonely.push(format!("{folder}/{name}"));
            }
        }
    }
    assert!(lonely.is_empty(), "never run, since no manifest has them: {lonely:?}");
}
