//! A chip that is opened anew within one session, without new power: what was read of it is kept.

use super::file_reader::FileReader;
use super::files::Part;
use super::known::Kept;
use super::machine::{Next, Run, Session, Wait, start_knowing};
use super::short_identifiers::ShortIdentifiers;
use crate::apdu::StatusWord;
use crate::protocol::{Answers, Randomness, Step};
use crate::quirk::Quirk;

impl<R: Randomness> Run<R> {
    /// Extended length has ended the session of a chip that cannot: it is read on by short commands.
    pub(super) fn start_again_by_short_commands(
        mut self,
        status: StatusWord,
        wait: Wait,
    ) -> Step<Session<R>> {
        let quirk = match status {
            StatusWord(0x6B00) => Quirk::LongestLeAnsweredWrongOffset,
            _ => Quirk::ExtendedLengthEndsSession,
        };
        self.known.quirks.insert(quirk);
        if let Wait::Files(reader) = wait {
            self.cut(reader, None);
        }
        self.open_again()
    }

    /// The first short identifier has ended the session: files are selected.
    pub(super) fn start_again_selecting(mut self) -> Step<Session<R>> {
        self.known.short_identifiers = ShortIdentifiers::Refused;
        self.open_again()
    }

    /// The proof has failed and its channel is gone: the chip is opened anew for what is still to be read, so that the record
    /// shows whose copy it is, and never proves itself again.
    pub(super) fn open_unproven(mut self) -> Next<R> {
        if self.unread(Part::Contents).is_empty() {
            return self.without_terminal();
        }
        let files = std::mem::take(&mut self.record.files);
        self.known.failed_proof = Some(Box::new(self.record.clone()));
        self.record.files = files;
        Ok(self.open_again())
    }

    fn open_again(mut self) -> Step<Session<R>> {
        self.known.quirks.extend(&self.record.quirks);
        self.known.opened_before = true;
        if self.known.kept.is_none() {
            self.known.kept = Kept::of(self.record.files, self.begun);
        }
        start_knowing(self.known, self.plan, self.randomness)
    }

    /// Takes what the reader has, with what came last; an answer that says otherwise is left out.
    pub(super) fn cut(&mut self, mut reader: FileReader, answers: Option<Answers>) {
        if let Some(answers) = answers {
            let _ = reader.take(answers);
        }
        let (files, begun) = reader.into_parts();
        self.keep(files);
        self.begun.extend(begun);
    }
}
