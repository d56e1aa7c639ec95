//! Every flag and environment variable of the server, and nowhere else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZero;
use std::path::PathBuf;

use clap::builder::{BoolishValueParser, RangedU64ValueParser};
use clap::{ArgAction, Args, ValueEnum};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::aws::scope::{Scope, is_account};

/// How a server is set up. `Config::default()` is the command line without flags, but on a port of its own choosing, and
/// without threads of their own for requests.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address to listen on
    #[arg(long, env = "EVENTYARD_ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,

    /// Port to listen on; 0 picks a free one
    #[arg(long, env = "EVENTYARD_PORT", default_value_t = 4566)]
    pub port: u16,

    /// Region of callers whose requests name none
    #[arg(long, env = "EVENTYARD_REGION", default_value = "us-east-1", value_parser = region)]
    pub region: String,

    /// Account of callers whose access key id isn't an account
    #[arg(long, env = "EVENTYARD_ACCOUNT", default_value = "000000000000", value_parser = account)]
    pub account: String,

    /// Seed of ids and random order, under which one thing happens at a time; without it every start differs
    #[arg(long, env = "EVENTYARD_SEED")]
    pub seed: Option<u64>,

    /// Keep AWS's waiting rules, 60 seconds between purges and before a deleted name is used again, and its quotas,
    /// such as 200 filter policies a topic and 300 rules an event bus
    #[arg(long, env = "EVENTYARD_STRICT", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub strict: bool,

    /// Accept targets of EventBridge rules and of schedules that Eventyard can't deliver to; whenever one would be used,
    /// the journal notes it. Accept tasks of state machines that call what Eventyard can't call; they fail. SNS takes
    /// subscriptions of all kinds anyway
    #[arg(long, env = "EVENTYARD_LENIENT", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub lenient: bool,

    /// MockConfigFile.json of Step Functions Local: what tasks answer in executions that are started as
    /// `<state machine ARN>#<test case>`. SFN_MOCK_CONFIG names it too
    #[arg(long, env = "EVENTYARD_SFN_MOCK_CONFIG", value_name = "FILE")]
    pub sfn_mock_config: Option<PathBuf>,

    /// What the time of Wait states is multiplied by, as in Step Functions Local; 0 doesn't wait. WAIT_TIME_SCALE sets it
    /// too
    #[arg(long, env = "EVENTYARD_WAIT_TIME_SCALE", default_value_t = 1.0, value_parser = scale)]
    pub wait_time_scale: f64,

    /// What is logged to stderr: a level, or a tracing filter such as `eventyard=info`
    #[arg(long, env = "EVENTYARD_LOG", default_value = "warn")]
    pub log: String,

    /// How it is logged
    #[arg(long, env = "EVENTYARD_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// Threads that answer requests; by default as many as the machine has cores. With 0 they are answered where the
    /// work in the background is done
    #[arg(long, env = "EVENTYARD_THREADS", default_value_t = cores(),
        value_parser = RangedU64ValueParser::<usize>::new().range(..=1024))]
    pub threads: usize,

    /// Largest request body in bytes
    #[arg(long, env = "EVENTYARD_BODY_LIMIT", default_value_t = 8 << 20)]
    pub body_limit: usize,

    /// How many bytes the events of one PutEvents may have together; AWS took less than 262144 until 2026, and less than
    /// 1048576 since
    #[arg(long, env = "EVENTYARD_PUT_EVENTS_LIMIT", default_value_t = 262_144)]
    pub put_events_limit: usize,

    /// Where links in SNS messages begin, such as `https://sns.us-east-1.amazonaws.com`; by default where the caller
    /// found the server
    #[arg(long, env = "EVENTYARD_SNS_URL")]
    pub sns_url: Option<String>,

    /// PEM file of authorities that may have signed the certificates of HTTPS endpoints, besides those that the system
    /// trusts
    #[arg(long, env = "EVENTYARD_CA_FILE", value_parser = ca_file)]
    pub ca_file: Option<PathBuf>,

    /// How many bytes all S3 objects may take together
    #[arg(long, env = "EVENTYARD_S3_LIMIT", default_value_t = 4 << 30)]
    pub s3_limit: u64,

    /// Folder on disk in which S3 keeps buckets and objects, bodies too, and where it finds them at the next start; by
    /// default they are in memory
    #[arg(long, env = "EVENTYARD_S3_DIR")]
    pub s3_dir: Option<PathBuf>,

    /// How many records the journal of deliveries keeps
    #[arg(long, env = "EVENTYARD_JOURNAL_RECORDS", default_value_t = 10_000)]
    pub journal_records: usize,

    /// How much memory the journal may take, in bytes
    #[arg(long, env = "EVENTYARD_JOURNAL_BYTES", default_value_t = 16 << 20)]
    pub journal_bytes: usize,

    /// Web origin that may call from a browser, such as `https://app.example`; repeatable
    #[arg(long, env = "EVENTYARD_ALLOW_ORIGIN", value_delimiter = ',', value_parser = origin)]
    pub allow_origin: Vec<String>,

    /// Host name under which Eventyard's own API answers too; repeatable
    #[arg(long, env = "EVENTYARD_ALLOW_HOST", value_delimiter = ',', value_parser = host)]
    pub allow_host: Vec<String>,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            region: "us-east-1".to_owned(),
            account: "000000000000".to_owned(),
            seed: None,
            strict: false,
            lenient: false,
            sfn_mock_config: None,
            wait_time_scale: 1.0,
            log: "warn".to_owned(),
            log_format: LogFormat::Text,
            threads: 0,
            body_limit: 8 << 20,
            put_events_limit: 262_144,
            sns_url: None,
            ca_file: None,
            s3_limit: 4 << 30,
            s3_dir: None,
            journal_records: 10_000,
            journal_bytes: 16 << 20,
            allow_origin: Vec::new(),
            allow_host: Vec::new(),
        }
    }
}

impl Config {
    /// The account and region of callers that name none.
    pub fn home(&self) -> Scope {
        Scope::new(&self.account, &self.region)
    }

    /// Host and port by which it is reached on this machine.
    pub fn here(&self) -> String {
        match self.address {
            // All addresses are none that can be called.
            address if address.is_unspecified() => format!("localhost:{}", self.port),
            address => SocketAddr::new(address, self.port).to_string(),
        }
    }
}

/// Where a subcommand looks for the server: on this machine, by the port that a server would take.
pub fn default_endpoint() -> String {
    let port = std::env::var("EVENTYARD_PORT").ok().filter(|port| !port.is_empty() && port != "0");
    format!("http://127.0.0.1:{}", port.as_deref().unwrap_or("4566"))
}

/// Variables that mean what one of ours means, for those who come from Step Functions Local.
pub const OTHER_NAMES: [(&str, &str); 2] =
    [("EVENTYARD_SFN_MOCK_CONFIG", "SFN_MOCK_CONFIG"), ("EVENTYARD_WAIT_TIME_SCALE", "WAIT_TIME_SCALE")];

/// A factor, not below 0.
fn scale(text: &str) -> Result<f64, String> {
    let scale = text.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale >= 0.0);
    scale.ok_or_else(|| "a scale is a number from 0 up, such as 0.1".to_owned())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn account(text: &str) -> Result<String, String> {
    if is_account(text) { Ok(text.to_owned()) } else { Err("an account id has 12 digits".to_owned()) }
}

fn region(text: &str) -> Result<String, String> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !text.is_empty() && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err("a region has lower-case letters, digits and hyphens, such as eu-west-1".to_owned())
    }
}

/// A file with one certificate at least.
fn ca_file(path: &str) -> Result<PathBuf, String> {
    let mut certificates = CertificateDer::pem_file_iter(path).map_err(|error| error.to_string())?;
    match certificates.next() {
        Some(Ok(_)) => Ok(path.into()),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("there is no certificate in it".to_owned()),
    }
}

/// A web origin as browsers send it (`null` for a page from a file), or `*` for all.
fn origin(text: &str) -> Result<String, String> {
    let wrong = || "an origin is scheme://host[:port] without a path, such as https://app.example; or * for all";
    if text == "*" || text == "null" {
        return Ok(text.to_owned());
    }
    let (scheme, authority) = text.split_once("://").ok_or_else(wrong)?;
    let in_scheme = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    // What is copied from an address bar ends in a slash.
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let (name, port) = match authority.rsplit_once(':') {
        // The last colon of a bare IPv6 address is inside its brackets.
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (authority, None),
    };
    let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(in_scheme);
    if is_scheme && is_name(name) && port.is_none_or(is_port) {
        // Browsers write both in lower case.
        Ok(format!("{scheme}://{authority}").to_ascii_lowercase())
    } else {
        Err(wrong().to_owned())
    }
}

/// A host name, or `*` for all.
fn host(text: &str) -> Result<String, String> {
    if text == "*" || is_name(text) {
        Ok(text.to_owned())
    } else {
        Err("a host is a name without scheme, port or path, such as eventyard.example; or * for all".to_owned())
    }
}

/// Whether this is a host name or an IP address; one of IPv6 has brackets.
fn is_name(name: &str) -> bool {
    if let Some(address) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (1..=63).contains(&label.len()) && label.bytes().all(allowed)
    };
    name.len() <= 253 && name.split('.').all(is_label)
}
