//! The results of a map run: what the map state gives, or files in a bucket, and a manifest that names them.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::States;
use super::asl::{Kind, OutputType, ResultWriter, WriterTransformation};
use super::dataset;
use super::execution::Execution;
use super::map_run::MapRun;
use super::redrive::Redrive;
use super::run::{BeginMapRun, ChildInput, Failure, Json, MOST_BYTES, Run, Status};
use crate::aws::fault::Fault;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::Objects;

/// The form of a map run's results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// What is told of each child.
    transformation: WriterTransformation,
    /// How files are written.
    output_type: OutputType,
    /// Whether there are files.
    pub exports: bool,
}

/// What was written of the results of a map run, over all its redrives.
#[derive(Debug, Default)]
pub struct Exported {
    /// The files of what has succeeded: a redrive adds others, and the manifest names all.
    succeeded: Vec<Value>,
    /// Whether the child at a place is in one of them.
    places: Vec<bool>,
    /// The results in those files.
    kept: Written,
    /// The results in all files that the latest manifest names.
    pub written: Written,
}

/// How many results were written, and how many items are in them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// The children.
    pub executions: u64,
    /// Their items.
    pub items: u64,
}

impl Written {
    fn add(&mut self, executions: u64, items: u64) {
        self.executions += executions;
        self.items += items;
    }
}

/// Where results go.
struct Destination {
    objects: Arc<dyn Objects>,
    bucket: String,
    prefix: String,
}

impl Form {
    /// That of a writer, or of none.
    pub fn of(writer: Option<&ResultWriter>) -> Self {
        let exports = writer.is_some_and(|writer| writer.destination.is_some());
        let default = if exports { WriterTransformation::None } else { WriterTransformation::Compact };
        Form {
            transformation: writer.and_then(|writer| writer.transformation).unwrap_or(default),
            output_type: writer.map(|writer| writer.output_type).unwrap_or_default(),
            exports,
        }
    }

    fn extension(self) -> &'static str {
        match self.output_type {
            OutputType::Json => "json",
            OutputType::Jsonl => "jsonl",
        }
    }
}

fn failed(cause: impl Into<Text>) -> Failure {
    Failure::new("States.ResultWriterFailed", cause)
}

impl States {
    /// Whether results can be written to where they are to go.
    ///
    /// # Errors
    /// `States.ResultWriterFailed`
    pub(super) fn check_destination(&self, map_run: &MapRun, begin: &BeginMapRun) -> Result<(), Failure> {
        let Some(parameters) = &begin.settings.writer else { return Ok(()) };
        let Destination { objects, bucket, .. } = self.destination(map_run, parameters)?;
        let listed = objects.list(&map_run.parent.about.scope, &bucket, "", None, 1);
        listed.map(drop).map_err(|fault| self.writer_refused(&fault))
    }

    fn destination(&self, map_run: &MapRun, parameters: &Json) -> Result<Destination, Failure> {
        let objects = self.shared.courier.objects();
        let objects = objects.ok_or_else(|| failed("Eventyard has no Amazon S3 to write results to."))?;
        let (mut bucket, mut prefix) = (None, String::new());
        for (name, value) in parameters.value().as_object().into_iter().flatten() {
            let Value::String(text) = value else {
                return Err(failed(format!("The value of the field '{name}' has an invalid format")));
            };
            match name.as_str() {
                "Bucket" => bucket = Some(text.clone()),
                "Prefix" => prefix.clone_from(text),
                "ExpectedBucketOwner" if **text == *map_run.parent.about.scope.account => {}
                "ExpectedBucketOwner" => {
                    let denied = Fault::framework("AccessDenied", "Access Denied").status(403);
                    return Err(self.writer_refused(&denied));
                }
                _ => return Err(failed(format!("The field \"{name}\" is not supported by Step Functions"))),
            }
        }
        let bucket = bucket.ok_or_else(|| failed("The field 'Bucket' is required but was missing"))?;
        Ok(Destination { objects, bucket, prefix })
    }

    fn writer_refused(&self, fault: &Fault) -> Failure {
        failed(dataset::told(fault, self.shared.ids.uuid()))
    }

    /// Writes the results of a map run that has ended, and says where they are; nothing where they go nowhere.
    ///
    /// # Errors
    /// `States.ResultWriterFailed`
    pub(super) fn write_results(&self, map_run: &MapRun) -> Result<Option<Json>, Failure> {
        let (parameters, redrives) = {
            let progress = map_run.progress();
            (progress.begin.settings.writer.clone(), progress.redrives)
        };
        let Some(parameters) = parameters else { return Ok(None) };
        let to = self.destination(map_run, &parameters)?;
        let folder = folder(&to.prefix, &map_run.arn, redrives);
        let (now, at) = (self.now(), &map_run.parent.about.scope);
        let put = |name: &str, content_type: &str, body: Vec<u8>| -> Result<Value, Failure> {
            let (key, size) = (format!("{folder}{name}"), body.len());
            let put = to.objects.put(now, at, &to.bucket, &key, content_type, Bytes::from(body));
            put.map_err(|fault| self.writer_refused(&fault))?;
            Ok(json!({ "Key": key, "Size": size }))
        };
        let mut written = Results::gather(map_run, now);
        let (form, extension) = (map_run.form, map_run.form.extension());
        let write = |name: &str, file: &mut File| -> Result<Vec<Value>, Failure> {
            match file.is_empty() {
                true => Ok(Vec::new()),
                false => {
                    let name = format!("{name}_0.{extension}");
                    Ok(vec![put(&name, "binary/octet-stream", file.take_body(form))?])
                }
            }
        };
        let failed = write("FAILED", &mut written.failed)?;
        let pending = write("PENDING", &mut written.pending)?;
        let succeeded = write("SUCCEEDED", &mut written.succeeded)?;
        let succeeded = map_run.exported(&written, succeeded);
        let manifest = json!({
            "DestinationBucket": to.bucket,
            "MapRunArn": &*map_run.arn,
            "ResultFiles": { "FAILED": failed, "PENDING": pending, "SUCCEEDED": succeeded },
        });
        put("manifest.json", "application/octet-stream", manifest.to_string().into_bytes())?;
        Ok(Some(Json::new(json!({
            "MapRunArn": &*map_run.arn,
            "ResultWriterDetails": { "Bucket": to.bucket, "Key": format!("{folder}manifest.json") },
        }))))
    }
}

/// Where the files of a map run are; each redrive has a folder of its own.
fn folder(prefix: &str, arn: &str, redrives: u64) -> String {
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    let id = arn.rsplit(':').next().unwrap_or_default();
    let redrive = if redrives > 0 { format!("Redrive-{redrives}/") } else { String::new() };
    format!("{prefix}{slash}{id}/{redrive}")
}

/// A file that grows: its values' texts, one behind the other.
#[derive(Default)]
struct File {
    text: Vec<u8>,
    /// What is in it.
    written: Written,
}

impl File {
    fn is_empty(&self) -> bool {
        self.written.executions == 0
    }

    fn add(&mut self, form: Form, text: &str) {
        let between: &[u8] = match form.output_type {
            OutputType::Json if self.text.is_empty() => b"[",
            OutputType::Json => b",",
            OutputType::Jsonl => b"",
        };
        self.text.extend_from_slice(between);
        self.text.extend_from_slice(text.as_bytes());
        if form.output_type == OutputType::Jsonl {
            self.text.push(b'\n');
        }
    }

    /// The whole text, which may be long: it isn't copied.
    fn take_body(&mut self, form: Form) -> Vec<u8> {
        let mut body = std::mem::take(&mut self.text);
        match form.output_type {
            OutputType::Json if body.is_empty() => body.extend_from_slice(b"[]"),
            OutputType::Json => body.push(b']'),
            OutputType::Jsonl => {}
        }
        body
    }
}

/// What there is to write of a map run's results.
#[derive(Default)]
struct Results {
    succeeded: File,
    failed: File,
    pending: File,
    /// The places of the children in the first, which aren't to be written again.
    places: Vec<usize>,
}

impl Results {
    fn gather(map_run: &MapRun, now: Time) -> Self {
        let (form, mut results) = (map_run.form, Results::default());
        let known = map_run.progress().exported.places.clone();
        let deleting = map_run.parent.machine.state().deleting;
        for (place, child) in map_run.children().into_iter().enumerate() {
            let run = child.run();
            let items = child.child_of.as_ref().map_or(1, |of| of.items as u64);
            let is_new = !known.get(place).copied().unwrap_or_default();
            let file = match run.status {
                Status::Succeeded if !is_new => continue,
                Status::Succeeded => {
                    results.places.push(place);
                    &mut results.succeeded
                }
                Status::Running | Status::PendingRedrive => &mut results.pending,
                Status::Failed | Status::TimedOut | Status::Aborted => &mut results.failed,
            };
            file.written.add(1, items);
            shown(form, &child, &run, (now, deleting), |text| file.add(form, text));
        }
        for ChildInput { input, items, .. } in map_run.pending() {
            let record = json!({
                "Input": &**input.text(), "InputDetails": { "Included": true }, "Status": "PENDING",
            });
            results.pending.written.add(1, items as u64);
            results.pending.add(form, &record.to_string());
        }
        results
    }
}

/// The texts of what is told of a child: what came out of it, or all that is known of it. Of one that failed it is
/// always that.
fn shown(form: Form, child: &Execution, run: &Run, when: (Time, bool), mut tell: impl FnMut(&str)) {
    match (form.transformation, &run.output) {
        (WriterTransformation::Compact, Some(output)) => tell(output.compact().text()),
        (WriterTransformation::Flatten, Some(output)) => match output.value() {
            Value::Array(items) => items.iter().for_each(|item| tell(&item.to_string())),
            _ => tell(output.compact().text()),
        },
        (WriterTransformation::None, _) | (_, None) => tell(&record(child, run, when).to_string()),
    }
}

/// All that is known of a child that has ended, by name; now, and whether its state machine is being deleted.
fn record(child: &Execution, run: &Run, (now, deleting): (Time, bool)) -> Value {
    let about = &child.about;
    let mut record = json!({});
    if let Some(failure) = &run.failure {
        let texts = [("Cause", &failure.cause), ("Error", &failure.error)];
        for (name, text) in texts {
            if let Some(text) = text {
                record[name] = (**text).into();
            }
        }
    }
    record["ExecutionArn"] = (&*about.arn).into();
    record["Input"] = (&**about.input.text()).into();
    record["InputDetails"] = json!({ "Included": true });
    record["Name"] = (&*about.name).into();
    if let Some(output) = &run.output {
        record["Output"] = (&**output.text()).into();
    }
    record["OutputDetails"] = json!({ "Included": true });
    record["RedriveCount"] = run.redrives.into();
    if about.kind == Kind::Standard {
        if let Some(redriven) = run.redriven {
            record["RedriveDate"] = redriven.to_string().into();
        }
        let redrive = Redrive::of(about, run, deleting, now);
        record["RedriveStatus"] = redrive.status().into();
        if let Some(reason) = redrive.reason() {
            record["RedriveStatusReason"] = reason.into();
        }
    }
    record["StartDate"] = about.started.to_string().into();
    record["StateMachineArn"] = (&*about.machine_arn).into();
    record["Status"] = run.status.name().into();
    if let Some(stopped) = run.stopped {
        record["StopDate"] = stopped.to_string().into();
    }
    record
}

impl MapRun {
    /// Notes what was written; gives the files of all that has succeeded.
    fn exported(&self, results: &Results, succeeded: Vec<Value>) -> Vec<Value> {
        let mut progress = self.progress();
        let exported = &mut progress.exported;
        for place in &results.places {
            if exported.places.len() <= *place {
                exported.places.resize(*place + 1, false);
            }
            exported.places[*place] = true;
        }
        exported.succeeded.extend(succeeded);
        let Written { executions, items } = results.succeeded.written;
        exported.kept.add(executions, items);
        exported.written = exported.kept;
        for file in [&results.failed, &results.pending] {
            exported.written.add(file.written.executions, file.written.items);
        }
        exported.succeeded.clone()
    }

    /// What the map state gives: an array in the order of the items.
    ///
    /// # Errors
    /// It is longer than what a state may give.
    pub fn output(&self, now: Time) -> Result<Json, Failure> {
        let (form, mut file) = (Form { output_type: OutputType::Json, ..self.form }, File::default());
        let deleting = self.parent.machine.state().deleting;
        for child in self.children() {
            shown(form, &child, &child.run(), (now, deleting), |text| file.add(form, text));
            if file.text.len() >= MOST_BYTES {
                let progress = self.progress();
                let begin = &progress.begin;
                return Err(Failure::too_long(&begin.machine[begin.state].name));
            }
        }
        let value: Value = serde_json::from_slice(&file.take_body(form)).unwrap_or_default();
        Ok(Json::new(value))
    }
}
