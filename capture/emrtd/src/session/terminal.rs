//! Terminal Authentication, then what it opens: fingerprints and irises (DG3, DG4), TR-03110-1 §3.5.
//!
//! It comes last, after all that a control needs: a chip that refuses the terminal spoils nothing of what was read.

use super::SessionError;
use super::file_reader::{FileReader, Files};
use super::files::wanted;
use super::machine::{Next, Run, Wait};
use crate::apdu::{CommandApdu, ResponseApdu, StatusPattern};
use crate::chip::chip_authentication::ChipAuthenticationChoice;
use crate::chip::terminal_authentication::{
    ChipIdentifier, TerminalAuthenticated, TerminalAuthentication, TerminalAuthenticationError,
    compressed_public_key,
};
use crate::crypto::{Domain, KeyPair};
use crate::cv_certificate::{PublicKeyReference, TerminalChain};
use crate::file::{DataGroup, ElementaryFile};
use crate::lds::EfCvca;
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Request, Step};
use crate::record::{
    ChipAuthenticationTranscript, TerminalAuthenticationOutcome as Outcome,
    TerminalAuthenticationProblem as Problem, TerminalAuthenticationTranscript as Transcript,
};
use crate::secure_messaging::SecureMessagingError;
use crate::security_info::SecurityInfos;

/// The length of EF.CVCA, TR-03110-3 §A.2.1.3: it is no single data object, so that its own header does not tell.
const CVCA_LENGTH: u32 = 36;

/// What the terminal signs besides the challenge, as far as it is known.
#[derive(Default)]
pub(super) struct Identity {
    /// How the way in names the chip.
    pub(super) chip: Option<ChipIdentifier>,
    /// The terminal's ephemeral key of a Chip Authentication that the chip confirmed, compressed.
    pub(super) ephemeral_key: Option<Vec<u8>>,
    /// The way from the chip's trust point to the terminal.
    chain: Option<TerminalChain>,
}

impl<R: Randomness> Run<R> {
    /// The fingerprints and irises that the plan asks for; they wait until the terminal is authenticated.
    pub(super) fn guarded(&self) -> Vec<DataGroup> {
        if self.plan.terminal.is_none() {
            return Vec::new();
        }
        let wanted = wanted(&self.plan.data_groups, &self.record);
        wanted.into_iter().filter(|group| group.is_guarded()).collect()
    }

    /// Chip Authentication was confirmed: the terminal will sign its ephemeral key.
    pub(super) fn chip_confirmed(&mut self, transcript: &ChipAuthenticationTranscript) {
        let group = self.record.data_group(DataGroup::DG14);
        let infos = group.and_then(|bytes| SecurityInfos::from_data_group_14(bytes).ok());
        self.identity.ephemeral_key = infos.and_then(|infos| {
            let choices = ChipAuthenticationChoice::all(&infos);
            let choice = choices.iter().find(|one| one.is(transcript.key_id, &transcript.protocol))?;
            let parameters = choice.public_key.parameters;
            let domain = Domain::new(parameters).ok()?;
            let pair = KeyPair::from_private(&domain, &transcript.terminal_private_key).ok()?;
            Some(compressed_public_key(parameters, pair.public_key()))
        });
    }

    /// Asks for the chip's trust points where the plan asks for what only authorized terminals may read.
    pub(super) fn authenticate_terminal(self) -> Next<R> {
        if self.guarded().is_empty() {
            return Ok(Step::Done(self.record));
        }
        if self.identity.ephemeral_key.is_none() {
            return self.without_authentication(Problem::NoChipAuthentication);
        }
        let identifier = self.cvca_file().to_be_bytes();
        let select = CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data(identifier);
        let exchange = Exchange::new(select).then(read_trust_points(CVCA_LENGTH));
        self.exchange(exchange, Wait::TrustPoints(CVCA_LENGTH))
    }

    /// EF.CVCA, where DG14 does not say otherwise.
    fn cvca_file(&self) -> u16 {
        let group = self.record.data_group(DataGroup::DG14);
        let infos = group.and_then(|bytes| SecurityInfos::from_data_group_14(bytes).ok());
        let named = infos.and_then(|infos| {
            infos.terminal_authentication().iter().find(|info| info.version == 1)?.cvca_file
        });
        named.unwrap_or(ElementaryFile::Cvca.identifier())
    }

    /// A chip without this protocol guards nothing by it: what it lets be read is read.
    fn without_authentication(mut self, problem: Problem) -> Next<R> {
        self.record.terminal_authentication = Some(Transcript::new(Outcome::NotRun, Some(problem)));
        let guarded = self.guarded();
        self.read_guarded(guarded)
    }

    /// A chip that says how long the file is (6Cxx) is asked once for that.
    pub(super) fn trust_points(mut self, asked: u32, answers: Answers) -> Next<R> {
        let selected = answers.count() > 1;
        let ResponseApdu { data: content, status } = answers.last();
        let [kind, length] = status.0.to_be_bytes();
        if selected && asked == CVCA_LENGTH && kind == 0x6C && length != 0 {
            let length = u32::from(length);
            return self.exchange(Exchange::new(read_trust_points(length)), Wait::TrustPoints(length));
        }
        let Ok(file) = EfCvca::parse(&content) else {
            return self.without_authentication(Problem::NotOffered);
        };
        self.record.files.insert(ElementaryFile::Cvca, content);
        let names = [Some(file.current), file.previous].into_iter().flatten();
        let trust_points: Vec<PublicKeyReference> =
            names.filter_map(|name| PublicKeyReference::parse(name.as_bytes()).ok()).collect();
        let Some(credentials) = &self.plan.terminal else { return Ok(Step::Done(self.record)) };
        match credentials.chain(&trust_points) {
            Err(error) => self.not_run(error.into()),
            Ok(chain) if self.granted(&chain).is_empty() => self.not_run(Problem::NoRights),
            Ok(chain) => {
                self.identity.chain = Some(chain);
                self.present()
            }
        }
    }

    /// What is asked for and the certificates give a right to.
    fn granted(&self, chain: &TerminalChain) -> Vec<DataGroup> {
        let mut groups = self.guarded();
        groups.retain(|group| match *group {
            DataGroup::DG3 => chain.reads_data_group_3(),
            _ => chain.reads_data_group_4(),
        });
        groups
    }

    fn present(self) -> Next<R> {
        let Identity { chip: Some(chip), ephemeral_key: Some(key), chain: Some(chain) } = &self.identity
        else {
            return self.not_run(Problem::NoChipAuthentication);
        };
        let Some(credentials) = &self.plan.terminal else { return Ok(Step::Done(self.record)) };
        let step = TerminalAuthentication::start(chain.clone(), credentials.key(), chip.clone(), key.clone());
        self.follow(step, Wait::TerminalAuthentication, Self::terminal_authenticated)
    }

    /// A chip that refuses a long certificate may take it in parts.
    pub(super) fn terminal_answered(mut self, terminal: TerminalAuthentication, answers: Answers) -> Next<R> {
        match terminal.receive(answers) {
            Ok(step) => self.follow(step, Wait::TerminalAuthentication, Self::terminal_authenticated),
            Err(TerminalAuthenticationError::CertificateRefused(..)) if self.long.fall_back() => {
                self.present()
            }
            Err(error) => {
                let status = error.status().map(|status| status.to_string());
                let outcome = if error.is_the_chips() { Outcome::Refused } else { Outcome::NotRun };
                let transcript = Transcript { status, ..Transcript::new(outcome, Some(error.into())) };
                self.terminal_ended(transcript)
            }
        }
    }

    fn terminal_authenticated(mut self, authenticated: TerminalAuthenticated) -> Next<R> {
        let TerminalAuthenticated { challenge, signature, .. } = authenticated;
        let transcript = Transcript { challenge, signature, ..Transcript::new(Outcome::Performed, None) };
        self.record.terminal_authentication = Some(self.named(transcript));
        let granted = self.identity.chain.as_ref().map(|chain| self.granted(chain));
        self.read_guarded(granted.unwrap_or_default())
    }

    fn read_guarded(self, groups: Vec<DataGroup>) -> Next<R> {
        let files = groups.into_iter().map(ElementaryFile::DataGroup);
        let step = FileReader::start(files, self.chunk());
        self.follow(step, Wait::Guarded, Self::guarded_read)
    }

    /// A file that cannot be read to its end is left: the rest of the record stands without it.
    pub(super) fn guarded_answered(self, step: Result<Step<FileReader>, SessionError>) -> Next<R> {
        match step {
            Ok(step) => self.follow(step, Wait::Guarded, Self::guarded_read),
            Err(_) => Ok(Step::Done(self.record)),
        }
    }

    fn guarded_read(mut self, files: Files) -> Next<R> {
        self.keep(files);
        Ok(Step::Done(self.record))
    }

    /// The chip answered with a bare status word: its session is over, the record stands.
    pub(super) fn terminal_broken_off(self, error: SecureMessagingError) -> Next<R> {
        let SecureMessagingError::Unprotected(status) = error else { return Err(error.into()) };
        if self.record.terminal_authentication.is_some() {
            return Ok(Step::Done(self.record));
        }
        let refused = Transcript::new(Outcome::Refused, Some(Problem::BrokenOff));
        self.terminal_ended(Transcript { status: Some(status.to_string()), ..refused })
    }

    /// The session ended before the terminal's turn.
    pub(super) fn without_terminal(self) -> Next<R> {
        match self.guarded().is_empty() {
            true => Ok(Step::Done(self.record)),
            false => self.not_run(Problem::NoChipAuthentication),
        }
    }

    fn not_run(self, problem: Problem) -> Next<R> {
        self.terminal_ended(Transcript::new(Outcome::NotRun, Some(problem)))
    }

    fn terminal_ended(mut self, transcript: Transcript) -> Next<R> {
        self.record.terminal_authentication = Some(self.named(transcript));
        Ok(Step::Done(self.record))
    }

    /// The same with the names in the chain, where there is one.
    fn named(&self, transcript: Transcript) -> Transcript {
        let chain = self.identity.chain.as_ref();
        Transcript {
            trust_point: chain.map(|chain| chain.trust_point().to_string()),
            terminal: chain.and_then(|chain| Some(chain.certificates().last()?.holder.to_string())),
            ..transcript
        }
    }
}

/// The beginning of EF.CVCA, which is selected.
fn read_trust_points(length: u32) -> Request {
    let read = CommandApdu::new(0x00, 0xB0, 0x00, 0x00).expecting(length);
    Request::accepting(read, &[StatusPattern::ANY])
}
