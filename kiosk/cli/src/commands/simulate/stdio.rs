//! `idkontroll simulate chip --stdio`: commands and answers as lines of hexadecimal digits. The document is there as long as
//! it lies in its folder, and begins anew when it was away.

use crate::outcome::{Failure, Outcome, failure};
use capture::SystemRandomness;
use emrtd_simulator::{HostileDocument, Reaction, Specimen};
use serde_json::json;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::thread;

/// Two digits for each byte of the longest command: header, lengths, 65,535 bytes.
const LONGEST_LINE: u64 = 2 * 65_544 + 2;

/// Plays the document until standard input ends.
pub fn play(folder: &Path, document: &HostileDocument) -> Result<Outcome, Failure> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut chip = None;
    while let Some(command) = next(&mut input)? {
        if !Specimen::lies_in(folder) {
            chip = None;
        } else if chip.is_none() {
            chip = Some(document.chip(Box::new(SystemRandomness::new())));
        }
        let answer = match chip.as_mut().map(|chip| chip.react(&command)) {
            Some(Reaction::Silent) => continue,
            Some(Reaction::Late(time, answer)) => {
                thread::sleep(time);
                answer
            }
            reaction => reaction.map(Reaction::into_answer).unwrap_or_default(),
        };
        let written = writeln!(output, "{}", hex::encode_upper(answer)).and_then(|()| output.flush());
        written.map_err(|_| failure("--stdio: standard output cannot be written"))?;
    }
    let name = folder.display().to_string();
    Outcome::done(&json!({"document": name, "ended": "input_ended"}), "standard input ended")
}

/// The command in the next line.
fn next(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, Failure> {
    let mut line = Vec::new();
    let read = input.take(LONGEST_LINE).read_until(b'\n', &mut line);
    if read.map_err(|_| failure("--stdio: standard input cannot be read"))? == 0 {
        return Ok(None);
    }
    if line.len() as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
        return Err(failure("--stdio: a line is longer than any command"));
    }
    let command =
        hex::decode(line.trim_ascii()).map_err(|_| failure("--stdio: a line is not hexadecimal"))?;
    Ok(Some(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_command_or_refused() {
        let mut lines = &b"00a4040c\r\n\nzz\n"[..];
        assert_eq!(next(&mut lines).ok().unwrap().unwrap(), [0, 0xA4, 4, 0x0C]);
        assert_eq!(next(&mut lines).ok().unwrap().unwrap(), Vec::<u8>::new());
        assert!(next(&mut lines).is_err());
        assert!(next(&mut lines).ok().unwrap().is_none());
        let endless = vec![b'0'; 1 << 20];
        assert!(next(&mut &endless[..]).is_err());
    }
}
