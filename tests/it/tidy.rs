//! House rules, read off the source text. What is forbidden stands in a table with the file it is allowed in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MOST_LINES: usize = 800;

/// A source file: its path below `src`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The first folder, or the file without its ending: what the map in `lib.rs` calls a part.
    fn part(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The lines that are code: neither comments nor the tests at the end of a file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        lines.map(|(i, line)| (i + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// What it uses of the crate: the first name behind `crate::`.
    fn used_parts(&self) -> BTreeSet<String> {
        let mut parts = BTreeSet::new();
        for (_, line) in self.code() {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                // A group names several.
                let names = match rest.strip_prefix('{') {
                    Some(group) => group.split([',', '}']).collect(),
                    None => vec![rest],
                };
                let word = |name: &str| name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                parts.extend(names.into_iter().map(word).filter(|name: &String| !name.is_empty()));
            }
        }
        parts
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, base: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, base, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                let path = path.strip_prefix(base).expect("below").to_string_lossy().replace('\\', "/");
                found.push(Source { path, text });
            }
        }
    }
    let base = root().join("src");
    let mut found = Vec::new();
    walk(&base, &base, &mut found);
    assert!(found.len() > 20, "the sources are where they are expected");
    found
}

/// The folders that are services: those with an `api.rs`.
fn services() -> BTreeSet<String> {
    let of_service = |source: &Source| source.path.strip_suffix("/api.rs").map(str::to_owned);
    sources().iter().filter_map(of_service).collect()
}

#[track_caller]
fn assert_none(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn no_file_is_long() {
    let long = sources().into_iter().filter(|source| !source.path.ends_with("api.rs"));
    let long = long.filter(|source| source.text.lines().count() > MOST_LINES).map(|source| source.path);
    assert_none("a file has 800 lines at most", long.collect());
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//! ")).map(|source| source.path);
    assert_none("a file opens with //!", silent.collect());
}

#[test]
fn parts_use_only_what_lies_below_them() {
    let services = services();
    let ground = ["aws", "clock", "deliver", "expression", "pattern", "store"];
    let mut broken = Vec::new();
    for source in sources() {
        let part = source.part().to_owned();
        for used in source.used_parts() {
            let is_service = services.contains(&used);
            let allowed = match part.as_str() {
                _ if used == part => true,
                service if services.contains(service) => ground.contains(&used.as_str()),
                "aws" => false,
                "deliver" => ["aws", "clock", "pattern"].contains(&used.as_str()),
                "lanes" => used == "thread",
                "access" => used == "config" || used == "heads",
                "expression" | "pattern" => used == "aws",
                "clock" | "store" | "config" => used == "aws" || used == "config",
                // S3's side of HTTP is a protocol of its own.
                "wire" if source.path.starts_with("wire/s3/") => {
                    ["aws", "deliver", "heads", "s3", "wire", "world"].contains(&used.as_str())
                }
                "wire" => ["aws", "deliver", "heads", "world"].contains(&used.as_str()),
                "world" => is_service || used == "config" || ground.contains(&used.as_str()),
                // It may name what a service shows of itself.
                "admin" => !["server", "eventyard", "cli", "main"].contains(&used.as_str()),
                "server" => {
                    ["access", "admin", "aws", "config", "connections", "heads", "lanes", "socket", "wire", "world"]
                        .contains(&used.as_str())
                }
                // The command line calls a running server: it knows what is said, and no part that runs.
                "cli" => ["admin", "aws", "clock", "config", "expression"].contains(&used.as_str()),
                "eventyard" | "lib" | "main" => !is_service,
                _ => false,
            };
            if !allowed {
                broken.push(format!("{}: crate::{used}", source.path));
            }
        }
    }
    assert_none(
        "main → server → { wire, admin } → world → services → { deliver, clock, store, pattern, expression, aws }",
        broken,
    );
}

#[test]
fn services_know_no_http() {
    let services = services();
    let http = ["axum", "hyper", "hyper_util", "http", "http_body_util", "tower"];
    let mut broken = Vec::new();
    for source in sources() {
        if !services.contains(source.part())
            && !["aws", "clock", "expression", "pattern", "store"].contains(&source.part())
        {
            continue;
        }
        for (number, line) in source.code() {
            let names = |name: &&str| line.contains(&format!("{name}::")) || line.trim() == format!("use {name};");
            if http.iter().any(names) {
                broken.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none("services and what lies below them know no HTTP", broken);
}

/// The files that live in real time: the clock, and the connections.
const REAL_TIME: &[&str] = &["clock.rs", "connections.rs", "server.rs"];

/// Text that may stand in some files only.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("dashmap", &["store.rs"]),
    ("DashMap", &["store.rs"]),
    ("SystemTime::now", REAL_TIME),
    ("Instant::now", REAL_TIME),
    ("tokio::time::sleep", REAL_TIME),
    ("tokio::spawn", &["clock.rs", "clock/turns.rs", "connections.rs", "server.rs"]),
    ("thread::sleep", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
    ("dbg!", &[]),
    ("/root/", &[]),
    ("/work/", &[]),
    ("/home/", &[]),
];

#[test]
fn some_things_stand_in_few_files_or_none() {
    let mut broken = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            for (text, files) in ONLY_IN {
                if line.contains(text) && !files.contains(&source.path.as_str()) {
                    broken.push(format!("{}:{number}: {text}", source.path));
                }
            }
        }
    }
    assert_none("these stand elsewhere or nowhere", broken);
}

#[test]
fn types_have_names_that_say_something() {
    let kinds = ["struct ", "enum ", "trait ", "type ", "union "];
    let empty_words = ["Manager", "Helper", "Util", "Utils", "Impl", "Handler"];
    let mut broken = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            let declared = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
            let declared = declared.trim_start_matches("pub(super) ");
            let Some(rest) = kinds.iter().find_map(|kind| declared.strip_prefix(kind)) else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            if empty_words.iter().any(|word| name.ends_with(word)) {
                broken.push(format!("{}:{number}: {name}", source.path));
            }
        }
    }
    assert_none("no Manager, Helper, Util, Impl, Handler", broken);
}

#[test]
fn the_readme_names_every_service() {
    let readme = fs::read_to_string(root().join("README.md")).expect("a README").to_lowercase();
    let missing: Vec<String> = services().into_iter().filter(|service| !readme.contains(service)).collect();
    assert_none("the README says something of every service", missing);
}

#[test]
fn the_map_names_every_service() {
    let map = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let services = services();
    assert!(services.contains("sqs"));
    for service in services {
        assert!(map.contains(&format!("[`{service}`]")), "the map in lib.rs says nothing of {service}");
    }
}

#[test]
fn tests_do_not_sleep() {
    // Each name is put together here, so that this file doesn't find itself.
    let sleeps = [["thread::", "sleep"], ["time::", "sleep"], ["Instant::", "now"]].map(|parts| parts.concat());
    let mut broken = Vec::new();
    let mut folders = vec![root().join("tests/it")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("UTF-8");
            if !path.ends_with("tidy.rs") && sleeps.iter().any(|sleep| text.contains(sleep)) {
                broken.push(path.display().to_string());
            }
        }
    }
    assert_none("a test moves the clock, it doesn't wait", broken);
}
