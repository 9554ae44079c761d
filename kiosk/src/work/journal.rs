//! What stands on standard error: the causes of what a screen only says in a word, and nothing about a person.

use std::fmt::Display;
use std::io::{self, Write};
use time::{OffsetDateTime, macros::format_description};

/// Notes a cause; the errors of every crate below name no person and show nothing typed or read.
pub(super) fn note(what: &str, cause: &dyn Display) {
    note_to(&mut io::stderr(), what, cause);
}

/// Where the notes cannot be written, the control goes on without them.
fn note_to(notes: &mut dyn Write, what: &str, cause: &dyn Display) {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let time = OffsetDateTime::now_utc().format(format).unwrap_or_default();
    let _ = writeln!(notes, "{time} idkontroll-kiosk: {what}: {cause}");
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    #[test]
    fn a_note_is_one_line_and_one_that_cannot_be_written_stops_nothing() {
        let mut notes = Vec::new();
        note_to(&mut notes, "reader", &"gone");
        assert!(String::from_utf8(notes).unwrap().ends_with("idkontroll-kiosk: reader: gone\n"));
        note_to(&mut Full, "reader", &"gone");
    }
}
