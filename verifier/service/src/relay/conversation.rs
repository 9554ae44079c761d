//! The server's half of the protocol without I/O: which message may come when, and what the chip session makes of it.

use super::stage::progress;
use crate::control::{ChipEnd, RelayGrant};
use crate::token::random;
use capture::SystemRandomness;
use capture::relay::{
    ClientMessage, End, Introduction, MessageError, Numbering, Outcome, Progress, ServerMessage,
};
use emrtd::apdu::AnswerFault;
use emrtd::file::DataGroup;
use emrtd::password::Password;
use emrtd::protocol::{Exchange, Protocol, Step};
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection, Session, SessionError, start};
use thiserror::Error;
use verifier::reason::Reason;
use verifier::session_end;

/// The relay said what it may not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Unexpected {
    /// A text is not the next message.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The message may not come now.
    #[error("the message may not come now")]
    OutOfPlace,
    /// The answers are not those of a relay that stops at the first status word that is not accepted.
    #[error("the answers are not those to the commands")]
    NotTheAnswers,
}

/// One relay session, seen from the server.
pub(super) struct Conversation {
    numbering: Numbering,
    wait: Wait,
    told: Option<Progress>,
}

enum Wait {
    Consent(Password),
    Answers(Exchange, Box<Session<SystemRandomness>>),
    Nothing,
}

/// What a message led to.
pub(super) enum Turn {
    /// These texts are to be sent; the session stands here.
    Say(Vec<String>, Progress),
    /// The session is over; what the relay is told depends on whether the control takes it.
    End(ChipEnd),
}

impl Conversation {
    /// Opens the session with its introduction.
    pub(super) fn open(grant: &RelayGrant) -> Result<(Self, String), Unexpected> {
        let introduction = Introduction {
            issuer: grant.introduction.issuer.clone(),
            purpose: grant.introduction.purpose.clone(),
            policy: grant.introduction.policy.clone(),
        };
        let mut numbering = Numbering::default();
        let text = numbering.write(ServerMessage::Introduction(introduction))?;
        Ok((Self { numbering, wait: Wait::Consent(grant.password.clone()), told: None }, text))
    }

    /// Takes the relay's next text. After an error nothing more may be taken.
    pub(super) fn receive(&mut self, text: &str) -> Result<Turn, Unexpected> {
        let wait = std::mem::replace(&mut self.wait, Wait::Nothing);
        match (wait, self.numbering.read(text)?) {
            (Wait::Consent(password), ClientMessage::Consent { maximum_response }) => {
                self.proceed(Ok(start(plan(password, maximum_response), SystemRandomness::new())))
            }
            (Wait::Answers(exchange, session), ClientMessage::Answers { answers }) => {
                let answers = exchange.answered(answers).ok_or(Unexpected::NotTheAnswers)?;
                self.proceed(session.receive(answers))
            }
            (Wait::Consent(_), ClientMessage::CardLost {}) => Ok(Turn::End(ChipEnd::Lost)),
            (Wait::Answers(_, session), ClientMessage::CardLost {}) => {
                Ok(Turn::End(session.unproven().map_or(ChipEnd::Lost, read)))
            }
            (Wait::Answers(_, session), ClientMessage::CardMisbehaves { fault }) => {
                let reason = session_end::reason_of_answers(fault.unwrap_or(AnswerFault::NotAnApdu));
                Ok(Turn::End(session.unproven().map_or(ChipEnd::Refused(reason), read)))
            }
            _ => Err(Unexpected::OutOfPlace),
        }
    }

    fn proceed(
        &mut self,
        step: Result<Step<Session<SystemRandomness>>, SessionError>,
    ) -> Result<Turn, Unexpected> {
        match step {
            Ok(Step::Transmit(exchange, session)) => self.transmit(exchange, session),
            Ok(Step::Done(record)) => Ok(Turn::End(read(record))),
            Err(error) => Ok(Turn::End(ended(&error))),
        }
    }

    fn transmit(
        &mut self,
        exchange: Exchange,
        session: Session<SystemRandomness>,
    ) -> Result<Turn, Unexpected> {
        let progress = progress(session.stage());
        let mut texts = Vec::new();
        if self.told.as_ref() != Some(&progress) {
            texts.push(self.numbering.write(ServerMessage::Progress(progress.clone()))?);
            self.told = Some(progress.clone());
        }
        texts.push(self.numbering.write(ServerMessage::Transmit { commands: exchange.clone() })?);
        self.wait = Wait::Answers(exchange, Box::new(session));
        Ok(Turn::Say(texts, progress))
    }

    /// What stands where nothing more comes: the record of a chip that has failed to prove itself.
    pub(super) fn unproven(&self) -> Option<ChipRecord> {
        match &self.wait {
            Wait::Answers(_, session) => session.unproven(),
            Wait::Consent(_) | Wait::Nothing => None,
        }
    }

    /// The last text.
    pub(super) fn end(&mut self, outcome: Outcome, reason: Option<&str>) -> Result<String, Unexpected> {
        let end = End { outcome, reason: reason.map(str::to_owned) };
        Ok(self.numbering.write(ServerMessage::End(end))?)
    }
}

/// What a control needs of the chip; the challenge is drawn here, so that no relay can know it before.
fn plan(password: Password, maximum_response: u32) -> ReadPlan {
    let needed = vec![DataGroup::DG1, DataGroup::DG2, DataGroup::DG14, DataGroup::DG15];
    ReadPlan {
        password,
        data_groups: Selection::Only(needed),
        challenge: random(),
        maximum_response,
        terminal: None,
    }
}

fn read(record: ChipRecord) -> ChipEnd {
    ChipEnd::Read(Box::new(record))
}

fn ended(error: &SessionError) -> ChipEnd {
    match error {
        // Something else opens this chip: the person is asked for it again.
        SessionError::PasswordNotUsable => ChipEnd::Refused(Reason::AccessDenied),
        error => session_end::reason(error).map_or(ChipEnd::Lost, ChipEnd::Refused),
    }
}
