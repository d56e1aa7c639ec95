//! What is counted while a scenario runs, what the server used meanwhile, and the line of JSON made of both.

use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, sleep_until};

/// The time in which answers count: what comes before warms the server up.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub opens: Instant,
    pub closes: Instant,
}

impl Window {
    pub fn new(warm_up: Duration, length: Duration) -> Self {
        let opens = Instant::now() + warm_up;
        Window { opens, closes: opens + length }
    }

    /// One that opens now and is closed by hand.
    pub fn open() -> Self {
        let opens = Instant::now();
        Window { opens, closes: opens + Duration::from_secs(86_400) }
    }

    pub fn close(&mut self) {
        self.closes = Instant::now();
    }

    pub fn is_over(&self) -> bool {
        Instant::now() >= self.closes
    }
}

/// What one connection, or all of them, got done within the window.
#[derive(Debug, Default)]
pub struct Tally {
    pub units: u64,
    pub errors: u64,
    /// Microseconds.
    latencies: Vec<u32>,
    first_error: Option<String>,
}

impl Tally {
    /// Counts what took from `began` to `ended`.
    pub fn answered(&mut self, window: &Window, began: Instant, ended: Instant, units: u64) {
        if (window.opens..window.closes).contains(&ended) {
            self.units += units;
            self.latencies.push(u32::try_from((ended - began).as_micros()).unwrap_or(u32::MAX));
        }
    }

    /// Counts a failure, whenever it was.
    pub fn failed(&mut self, text: String) {
        self.errors += 1;
        self.first_error.get_or_insert(text);
    }

    pub fn add(&mut self, other: Tally) {
        self.units += other.units;
        self.errors += other.errors;
        self.latencies.extend(other.latencies);
        self.first_error = self.first_error.take().or(other.first_error);
    }
}

/// What the server's process used.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    cpu: Duration,
    /// Bytes.
    pub rss: u64,
}

impl Usage {
    /// From Linux's `/proc`; nothing elsewhere.
    pub fn of(pid: Option<u32>) -> Option<Self> {
        let pid = pid?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name before the last parenthesis may hold spaces; utime and stime are the 14th and 15th field of all.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
        let mut ticks = || fields.next()?.parse::<u64>().ok();
        let cpu = Duration::from_millis((ticks()? + ticks()?) * 10);
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let rss = rss.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024;
        Some(Usage { cpu, rss })
    }

    /// What it used since `before`, and how much it has now.
    pub fn since(before: Option<Self>, pid: Option<u32>) -> Option<Self> {
        let after = Usage::of(pid)?;
        Some(Usage { cpu: after.cpu - before?.cpu, rss: after.rss })
    }

    /// What it used in the window, and how much it has at its end.
    pub async fn within(window: Window, pid: Option<u32>) -> Option<Self> {
        sleep_until(window.opens).await;
        let before = Usage::of(pid);
        sleep_until(window.closes).await;
        Usage::since(before, pid)
    }
}

/// One line of output.
#[derive(Debug, Serialize)]
pub struct Report {
    pub scenario: &'static str,
    /// What was counted.
    pub unit: &'static str,
    pub connections: usize,
    pub seconds: f64,
    pub units: u64,
    pub units_per_second: f64,
    pub latency_ms: Latency,
    pub errors: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_us_per_unit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_rss_mib: Option<f64>,
    /// How much the server grew for each message that was stored, or each poll that was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_bytes_per_unit_held: Option<u64>,
}

/// Of all requests of the scenario, in milliseconds.
#[derive(Debug, Serialize)]
pub struct Latency {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub max: f64,
}

impl Report {
    pub fn new(
        (scenario, unit): (&'static str, &'static str),
        connections: usize,
        window: Window,
        mut tally: Tally,
        usage: Option<Usage>,
    ) -> Self {
        let seconds = (window.closes - window.opens).as_secs_f64();
        let Tally { units, errors, .. } = tally;
        let cpu = usage.map(|usage| usage.cpu.as_secs_f64());
        tally.latencies.sort_unstable();
        let last = tally.latencies.len().saturating_sub(1);
        let at = |part: f64| tally.latencies.get((last as f64 * part).round() as usize).copied().unwrap_or(0);
        let percentile = |part: f64| f64::from(at(part)) / 1e3;
        Report {
            scenario,
            unit,
            connections,
            seconds,
            units,
            units_per_second: rounded(units as f64 / seconds),
            latency_ms: Latency {
                p50: percentile(0.5),
                p90: percentile(0.9),
                p99: percentile(0.99),
                max: percentile(1.0),
            },
            errors,
            first_error: tally.first_error,
            server_cpu_us_per_unit: cpu.filter(|_| units > 0).map(|cpu| rounded(cpu * 1e6 / units as f64)),
            server_cpu_percent: cpu.map(|cpu| rounded(cpu / seconds * 100.0)),
            server_rss_mib: usage.map(|usage| rounded(usage.rss as f64 / f64::from(1 << 20))),
            server_bytes_per_unit_held: None,
        }
    }

    /// Says how much the server grew while it took `held` messages or polls.
    pub fn growth(&mut self, before: Option<Usage>, after: Option<Usage>, held: usize) {
        self.server_bytes_per_unit_held =
            before.zip(after).map(|(before, after)| after.rss.saturating_sub(before.rss) / held.max(1) as u64);
    }
}

fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
