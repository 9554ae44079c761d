//! What is read in the master file before access is gained: what the card says of itself, where that is asked for, and
//! EF.CardAccess.

use super::Selection;
use super::answer_length::AnswerLength;
use super::file_reader::{FileReader, select};
use super::machine::{Next, Run, Session, Wait};
use crate::apdu::{CommandApdu, ResponseApdu, StatusPattern, StatusWord};
use crate::file::ElementaryFile;
use crate::lds::{EfAtrInfo, EfDir};
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Request, Step};
use crate::quirk::Quirk;

/// Ne of a short command; neither EF.ATR/INFO nor EF.DIR has its length at its beginning.
const SHORT: u32 = 256;

impl<R: Randomness> Run<R> {
    /// Selects the master file, which chips that have it selected already may refuse; asks for what the card says of itself;
    /// begins with EF.CardAccess.
    pub(super) fn begin(self) -> Step<Session<R>> {
        let master_file = CommandApdu::new(0x00, 0xA4, 0x00, 0x0C).with_data([0x3F, 0x00]);
        let mut lead = Exchange::new(whatever_is_answered(master_file.clone()));
        if self.known.opened_before {
            // The first command in the clear may do no more than end secure messaging.
            lead = lead.then(whatever_is_answered(master_file));
        }
        for file in self.asked_of_card() {
            let read = CommandApdu::new(0x00, 0xB0, 0x00, 0x00).expecting(SHORT);
            lead = lead.then(whatever_is_answered(select(file))).then(whatever_is_answered(read));
        }
        match read_card_access() {
            Step::Transmit(exchange, reader) => {
                Step::Transmit(lead.append(exchange), Session::new(self, Wait::MasterFile(reader)))
            }
            Step::Done(_) => Step::Done(self.record),
        }
    }

    /// EF.ATR/INFO says how long answers may be.
    fn asked_of_card(&self) -> Vec<ElementaryFile> {
        let everything = self.plan.data_groups == Selection::Everything;
        let lengths = (everything || self.reader_takes().is_extended()).then_some(ElementaryFile::AtrInfo);
        lengths.into_iter().chain(everything.then_some(ElementaryFile::Dir)).collect()
    }

    fn reader_takes(&self) -> AnswerLength {
        AnswerLength::new(self.plan.maximum_response)
    }

    /// The answers before those of EF.CardAccess.
    pub(super) fn master_file(mut self, reader: FileReader, answers: Answers) -> Next<R> {
        let mut answers = answers.into_iter().skip(usize::from(self.known.opened_before));
        let mut closed = answers.next().is_some_and(|selected| is_closed(selected.status));
        for file in self.asked_of_card() {
            let (Some(selected), Some(content)) = (answers.next(), answers.next()) else { break };
            closed |= is_closed(selected.status);
            self.card_says(file, selected.status, content);
        }
        self.record.quirks.extend(closed.then_some(Quirk::MasterFileClosedBeforeAccess));
        let rest = Answers::new(answers);
        let step = rest.map_or_else(|| Ok(read_card_access()), |answers| reader.receive(answers))?;
        self.card_access(step)
    }

    /// Kept is what is the whole file: a longer one than one short answer holds does not end there.
    fn card_says(&mut self, file: ElementaryFile, selected: StatusWord, answer: ResponseApdu) {
        let content = answer.data;
        if file == ElementaryFile::AtrInfo && self.reader_takes().is_extended() {
            self.longest = AnswerLength::announced(&content).min(self.reader_takes());
            self.long.learn(&content);
        }
        let whole = match file {
            ElementaryFile::AtrInfo => EfAtrInfo::parse(&content).is_ok(),
            _ => EfDir::parse(&content).is_ok(),
        };
        let given = [selected, answer.status].iter().all(|status| status.is_ok() || status.is_warning());
        if self.plan.data_groups == Selection::Everything && given && whole && !content.is_empty() {
            self.record.files.insert(file, content);
        }
    }

    pub(super) fn card_access(self, step: Step<FileReader>) -> Next<R> {
        self.follow(step, Wait::CardAccess, |run, files| run.access(files))
    }
}

/// The next command is sent in any case.
fn whatever_is_answered(command: CommandApdu) -> Request {
    Request::accepting(command, &[StatusPattern::ANY])
}

fn read_card_access() -> Step<FileReader> {
    FileReader::start([ElementaryFile::CardAccess], AnswerLength::SHORT.content())
}

/// The master file or what lies in it is kept from terminals without access.
fn is_closed(status: StatusWord) -> bool {
    status == StatusWord(0x6982)
}
