//! The log: JSON lines on standard error, with names of controls and never personal data or query strings.

use tracing_subscriber::{filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Begins to log this program's events; a second call changes nothing.
pub fn log_to_standard_error() {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(std::io::stderr);
    let _ = tracing_subscriber::registry().with(LevelFilter::INFO).with(lines).try_init();
}
