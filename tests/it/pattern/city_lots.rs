//! The counts that AWS publishes of its matcher on a large public set of events: the lots of a city, one a line.
//!
//! The set isn't part of this repository. `CITY_LOTS` names its file (`citylots2.json`, also as `.gz`):
//! `CITY_LOTS=citylots2.json.gz cargo test --release --test it city_lots -- --ignored --nocapture`

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use eventyard::pattern::{EventPattern, Index, Subject};
use serde_json::{Value, json};

const EVENTS: usize = 213_068;
const X: f64 = -122.416_009_440_124_24;

/// Patterns by the run that they belong to, and how many events fit each.
fn runs() -> Vec<(&'static str, Value, usize)> {
    let mut runs = Vec::new();
    let mut add = |run, path: &str, rows: &[(Value, usize)]| {
        let patterns = rows.iter().map(|(rule, count)| (run, json!({ path: [rule] }), *count));
        runs.extend(patterns);
    };
    let lot = "properties.MAPBLKLOT";
    let street = "properties.STREET";
    let kind = "properties.ST_TYPE";
    let from = "properties.FROM_ST";
    let shape = "geometry.type";

    let lots = [("1430022", 1), ("2607117", 101), ("2607218", 35), ("3745012", 655), ("VACSTWIL", 1)];
    add("exact", lot, &lots.map(|(text, count)| (json!(text), count)));
    let stars = [("143*", 490), ("2*0*1*7", 713), ("*218", 43), ("3*5*2", 2540), ("VA*IL", 1)];
    add("wildcard", lot, &stars.map(|(text, count)| (json!({ "wildcard": text }), count)));
    add(
        "anything-but wildcard",
        lot,
        &stars.map(|(text, count)| (json!({ "anything-but": { "wildcard": text } }), EVENTS - count)),
    );
    let starts = [("AC", 24), ("BL", 442), ("DR", 38), ("FU", 2387), ("RH", 328)];
    add("prefix", street, &starts.map(|(text, count)| (json!({ "prefix": text }), count)));
    let any_case = |text: &str| json!({ "equals-ignore-case": text.to_lowercase() });
    add("prefix of any case", street, &starts.map(|(text, count)| (json!({ "prefix": any_case(text) }), count)));
    let ends = [("ON", 17_921), ("KE", 871), ("MM", 13), ("ING", 1963), ("GO", 682)];
    add("suffix", street, &ends.map(|(text, count)| (json!({ "suffix": text }), count)));
    add("suffix of any case", street, &ends.map(|(text, count)| (json!({ "suffix": any_case(text) }), count)));
    let names = [("jefferson", 131), ("bEaCh", 211), ("HyDe", 1758), ("CHESTNUT", 825)];
    add("equals-ignore-case", street, &names.map(|(text, count)| (json!({ "equals-ignore-case": text }), count)));
    add("equals-ignore-case", kind, &[(json!({ "equals-ignore-case": "st" }), 116_386)]);

    let but = |inside: Value, count: usize| [(json!({ "anything-but": inside }), count)];
    let fields = [street, street, kind, shape, from];
    let values = ["FULTON", "MASON", "ST", "Polygon", "441"];
    for (i, count) in [211_158, 210_411, 96_682, 120, 210_615].into_iter().enumerate() {
        add("anything-but", fields[i], &but(json!([values[i]]), count));
        add("anything-but of any case", fields[i], &but(any_case(values[i]), count));
    }
    let starts = ["FULTO", "MASO", "S", "Poly", "44"];
    for (i, count) in [211_158, 210_118, 96_667, 120, 209_091].into_iter().enumerate() {
        add("anything-but prefix", fields[i], &but(json!({ "prefix": starts[i] }), count));
    }
    let ends = ["ULTON", "ASON", "T", "olygon", "41"];
    for (i, count) in [211_136, 210_411, 94_908, 0, 209_055].into_iter().enumerate() {
        add("anything-but suffix", fields[i], &but(json!({ "suffix": ends[i] }), count));
    }

    for (run, name, counts) in [
        ("numeric", "firstCoordinates", [2, 120, 148_948, 64_120, 127_053]),
        ("complex arrays", "coordinates", [218, 1, 149_446, 64_368, 127_485]),
    ] {
        let flat = |shape: &str, axis: &str, number: f64| json!({ "geometry": { "type": [shape], name: { axis: [{ "numeric": ["=", number] }] } } });
        let range = |terms: Value| json!({ "geometry": { name: { "x": [{ "numeric": terms }] } } });
        let second = if run == "numeric" { ("z", 0.0) } else { ("y", 37.729_900_216_217_324) };
        let patterns = [
            flat("Polygon", "x", -122.429_163_609_223_55),
            flat("MultiPolygon", second.0, second.1),
            range(json!(["<", X])),
            range(json!([">", X])),
            range(json!([">", -122.464_712_670_812_72, "<", -122.406_308_512_839_5])),
        ];
        runs.extend(patterns.into_iter().zip(counts).map(|(pattern, count)| (run, pattern, count)));
    }
    runs
}

fn lines(path: &str) -> impl Iterator<Item = String> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let text: Box<dyn Read> = match path.ends_with(".gz") {
        true => Box::new(flate2::read::MultiGzDecoder::new(file)),
        false => Box::new(file),
    };
    BufReader::new(text).lines().map(|line| line.expect("a line"))
}

#[test]
fn the_patterns_are_valid() {
    for (run, pattern, _) in runs() {
        EventPattern::parse(&pattern.to_string()).unwrap_or_else(|error| panic!("{run}: {error}"));
    }
}

#[test]
#[ignore = "needs a large file that isn't here"]
fn the_counts_are_those_of_aws() {
    let Ok(path) = std::env::var("CITY_LOTS") else {
        return println!("skipped: CITY_LOTS names no file of events");
    };
    let runs = runs();
    let mut index = Index::default();
    for (i, (_, pattern, _)) in runs.iter().enumerate() {
        index.insert(i, EventPattern::parse(&pattern.to_string()).expect("a pattern").matcher());
    }
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut events = 0;
    for line in lines(&path) {
        let subject = Subject::text(&line).unwrap_or_else(|| panic!("no object: {line}"));
        index.matching(&subject, |i| *counts.entry(*i).or_default() += 1);
        events += 1;
    }
    assert_eq!(events, EVENTS);
    for (i, (run, pattern, count)) in runs.iter().enumerate() {
        assert_eq!(counts.get(&i).copied().unwrap_or(0), *count, "{run}: {pattern}");
    }
}
