//! What of executions is logged: the setting of a state machine.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>

use super::api::{CloudWatchLogsLogGroup, LogDestination, LoggingConfiguration};
use super::check::Members;
use super::error::Error;
use crate::aws::arn::Arn;

/// Which events of an execution are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Every event.
    All,
    /// Those that tell of something going wrong.
    Error,
    /// Those that end an execution that didn't succeed.
    Fatal,
    /// None.
    #[default]
    Off,
}

/// What of executions is logged, and where to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logging {
    /// Which events.
    pub level: Level,
    /// Whether with inputs and outputs.
    pub execution_data: bool,
    /// The ARNs of the log groups; AWS tells an empty list from none when it shows it.
    pub destinations: Option<Vec<String>>,
    /// The log group to write to, where anything is logged.
    pub group: Option<Arn>,
}

impl Level {
    /// As AWS lists them.
    const NAMES: [&'static str; 4] = ["ALL", "ERROR", "FATAL", "OFF"];

    fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn of(name: &str) -> Self {
        match name {
            "ALL" => Level::All,
            "ERROR" => Level::Error,
            "FATAL" => Level::Fatal,
            _ => Level::Off,
        }
    }
}

impl Logging {
    /// Reads a configuration whose members are checked; `is_there` knows which log groups are.
    ///
    /// # Errors
    /// `InvalidLoggingConfiguration`.
    pub fn read(given: Option<LoggingConfiguration>, is_there: impl Fn(&Arn) -> bool) -> Result<Self, Error> {
        let LoggingConfiguration { level, include_execution_data, destinations } = given.unwrap_or_default();
        let level = level.map_or(Level::Off, |level| Level::of(&level));
        let count = destinations.as_ref().map_or(0, Vec::len);
        if level != Level::Off && count != 1 {
            return Err(Error::InvalidLoggingConfiguration("Must specify exactly one Log Destination."));
        }
        let log_group = |destination| log_group(destination, &is_there);
        let groups: Option<Vec<(String, Arn)>> =
            destinations.map(|all| all.into_iter().map(log_group).collect()).transpose()?;
        let first = groups.as_ref().and_then(|all| all.first()).map(|(_, arn)| arn.clone());
        Ok(Logging {
            level,
            execution_data: include_execution_data.unwrap_or_default(),
            destinations: groups.map(|all| all.into_iter().map(|(text, _)| text).collect()),
            group: first.filter(|_| level != Level::Off),
        })
    }

    /// As AWS shows it.
    pub fn shown(&self) -> LoggingConfiguration {
        let destination = |arn: &String| LogDestination {
            cloud_watch_logs_log_group: Some(CloudWatchLogsLogGroup { log_group_arn: Some(arn.clone()) }),
        };
        LoggingConfiguration {
            level: Some(self.level.name().to_owned()),
            include_execution_data: Some(self.execution_data),
            destinations: self.destinations.as_ref().map(|all| all.iter().map(destination).collect()),
        }
    }
}

impl Members {
    /// A logging configuration, where it is given.
    pub fn logging(&mut self, given: Option<&LoggingConfiguration>) -> &mut Self {
        let Some(given) = given else { return self };
        self.choice("loggingConfiguration.level", given.level.as_ref(), &Level::NAMES);
        for (i, destination) in given.destinations.iter().flatten().enumerate() {
            let member =
                format!("loggingConfiguration.destinations.{}.member.cloudWatchLogsLogGroup.logGroupArn", i + 1);
            let group = destination.cloud_watch_logs_log_group.as_ref();
            self.length(&member, group.and_then(|group| group.log_group_arn.as_ref()), 1, 256);
        }
        self
    }
}

/// The ARN of a log group that can be written to.
fn log_group(destination: LogDestination, is_there: &impl Fn(&Arn) -> bool) -> Result<(String, Arn), Error> {
    let wrong = |why| Err(Error::InvalidLoggingConfiguration(why));
    let given = destination.cloud_watch_logs_log_group.and_then(|group| group.log_group_arn);
    let Some((text, Ok(arn))) = given.map(|text| (text.clone(), text.parse::<Arn>())) else {
        return wrong("Must set valid CloudWatch Log Group ARN.");
    };
    let group = arn.resource.strip_prefix("log-group:").filter(|_| arn.service == "logs");
    match group.map(|group| group.strip_suffix(":*")) {
        None => wrong("Provided ARN is not CloudWatch Logs Log Group ARN."),
        Some(None) => wrong("Log Group ARN must be provided with '*' qualifier."),
        Some(Some(_)) if !is_there(&arn) => wrong("Log Destination not found."),
        Some(Some(_)) => Ok((text, arn)),
    }
}
