//! What stands on standard error: the causes of what a screen only says in a word, and nothing about a person.

use std::fmt::Display;
use time::{OffsetDateTime, macros::format_description};

/// Notes a cause; the errors of every crate below name no person and show nothing typed or read.
pub(super) fn note(what: &str, cause: &dyn Display) {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let time = OffsetDateTime::now_utc().format(format).unwrap_or_default();
    eprintln!("{time} idkontroll-kiosk: {what}: {cause}");
}
