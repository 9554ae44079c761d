//! `idkontroll events`: whether the service's events are those that were written.

use super::serve::read;
use crate::arguments::EventsCommand;
use crate::outcome::{Failure, Outcome, failure};
use serde_json::json;

pub fn run(EventsCommand::Verify(arguments): &EventsCommand) -> Result<Outcome, Failure> {
    let mut config = read(arguments.config.as_ref())?;
    if let Some(data) = &arguments.data {
        config.data.clone_from(data);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failure)?;
    let checked = runtime.block_on(service::verify_events(&config, arguments.witnessed.as_deref()));
    let found = checked.map_err(|error| Failure::about(&config.database(), error))?;
    let whole = found.broken_at.is_none() && found.witnessed != Some(false);
    let report = json!({
        "verdict": if whole { "valid" } else { "invalid" },
        "events": found.events,
        "head": found.head,
        "broken_at": found.broken_at,
        "witnessed": found.witnessed,
    });
    let text = match (found.broken_at, found.witnessed) {
        (Some(event), _) => format!("broken at event {event} of {}", found.events),
        (None, Some(false)) => {
            "whole, but the noted head is not a part of it: events were cut off".to_owned()
        }
        (None, _) => format!("{} events, whole; head {}", found.events, found.head),
    };
    Outcome::new(whole, &report, text)
}
