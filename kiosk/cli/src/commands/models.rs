//! `idkontroll models`: fetch, list and check the networks and the library that runs them.

mod progress;

use crate::arguments::ModelsCommand;
use crate::outcome::{Failure, Outcome, failure};
use models::{Cache, FetchReport, FileState, FileStatus, Manifest, Network};
use progress::ProgressDisplay;
use serde_json::{Value, json};
use std::path::PathBuf;

pub fn run(command: &ModelsCommand) -> Result<Outcome, Failure> {
    let cache = Cache::open(None).map_err(failure)?;
    match command {
        ModelsCommand::Fetch { files } => fetch(&cache, files),
        ModelsCommand::List => list(&cache),
        ModelsCommand::Check => check(&cache),
    }
}

fn fetch(cache: &Cache, files: &[String]) -> Result<Outcome, Failure> {
    let files = files.iter().map(|file| given(file)).collect::<Result<Vec<_>, _>>()?;
    let mut display = ProgressDisplay::new();
    let report = models::fetch(cache, &files, &mut |progress| display.show(progress)).map_err(failure)?;
    drop(display);
    let FetchReport { present, rewritten, not_given, .. } = &report;
    let mut text = format!("{} files ready in {}", present.len() + rewritten.len(), cache.folder().display());
    if !not_given.is_empty() {
        text.push_str(&format!("; not given (--file ID=PATH): {}", not_given.join(", ")));
    }
    let json = json!({
        "cache": cache.folder().display().to_string(), "present": present, "rewritten": rewritten, "not_given": not_given,
    });
    Outcome::done(&json, text)
}

fn given(argument: &str) -> Result<(String, PathBuf), Failure> {
    match argument.split_once('=') {
        Some((id, path)) if !id.is_empty() && !path.is_empty() => Ok((id.into(), path.into())),
        _ => Err(Failure::new(format!("--file {argument}: write ID=PATH"))),
    }
}

fn list(cache: &Cache) -> Result<Outcome, Failure> {
    let manifest = Manifest::load().map_err(failure)?;
    let networks: Vec<Value> = manifest.networks.iter().map(|network| described(cache, network)).collect();
    let lines: Vec<String> = manifest.networks.iter().map(|network| line(cache, network)).collect();
    Outcome::done(
        &json!({"cache": cache.folder().display().to_string(), "networks": networks}),
        lines.join("\n"),
    )
}

fn described(cache: &Cache, network: &Network) -> Value {
    json!({
        "id": network.id,
        "task": network.task,
        "source": network.source.to_string(),
        "published_sha256": network.sha256,
        "sha256": network.deployed_sha256(),
        "licence": network.licence,
        "provenance": network.provenance,
        "input": network.input,
        "output": network.output,
        "present": cache.network(network).is_file(),
    })
}

fn line(cache: &Cache, network: &Network) -> String {
    let mark = if cache.network(network).is_file() { "present" } else { "missing" };
    let (id, licence, source) = (&network.id, &network.licence, &network.source);
    format!(
        "{id:16} {mark}  {licence:10}  {source}\n  {}\n  sha256 {}",
        network.provenance,
        network.deployed_sha256()
    )
}

fn check(cache: &Cache) -> Result<Outcome, Failure> {
    let files = models::check(cache).map_err(failure)?;
    let mut refused = files.iter().filter_map(|file| match &file.state {
        FileState::Refused(error) => Some(error),
        _ => None,
    });
    if let Some(first) = refused.next() {
        let more = refused.count();
        let others = if more == 0 { String::new() } else { format!(" (and {more} more)") };
        return Err(Failure::new(format!("{first}{others}")));
    }
    let word = |file: &FileStatus| if matches!(file.state, FileState::Right) { "right" } else { "not given" };
    let json: serde_json::Map<String, Value> =
        files.iter().map(|file| (file.name.clone(), word(file).into())).collect();
    let lines: Vec<String> = files.iter().map(|file| format!("{:24} {}", file.name, word(file))).collect();
    Outcome::done(&json!({"cache": cache.folder().display().to_string(), "files": json}), lines.join("\n"))
}
