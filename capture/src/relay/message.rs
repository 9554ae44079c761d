//! The messages of the relay protocol as JSON.

use emrtd::apdu::{AnswerFault, CommandApdu, ResponseApdu, StatusPattern};
use emrtd::protocol::{Exchange, Request};
use serde::{Deserialize, Serialize};

/// Commands in one message.
const MAXIMUM_COMMANDS: usize = 512;
/// Status words that one command accepts.
const MAXIMUM_PATTERNS: usize = 16;

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// For whom and for what the chip is to be read; nothing follows before the consent.
    Introduction(Introduction),
    /// Commands for the chip.
    Transmit {
        /// Sent in order, each only when the one before was answered as it accepts.
        #[serde(with = "commands")]
        commands: Exchange,
    },
    /// Where the session stands.
    Progress(Progress),
    /// The session is over.
    End(End),
}

/// For whom and for what a chip is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    /// The eID issuer that ordered the control.
    pub issuer: String,
    /// What it is for.
    pub purpose: String,
    /// The policy's name.
    pub policy: String,
}

/// Where a session stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// `access`, `files` or `proof`.
    pub stage: String,
    /// The file that is being read, such as `EF.DG2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How much of the session is done, 0 to 100.
    pub percent: u8,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// What became of it.
    pub outcome: Outcome,
    /// Why, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The chip was read. What it proves is the server's business.
    Read,
    /// The chip, or what stands between, refused.
    Refused,
    /// The session broke off.
    Failed,
}

/// What the relay says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// The person agrees that the chip is read.
    Consent {
        /// The longest data field of an answer that the reader takes.
        #[serde(default = "short")]
        maximum_response: u32,
    },
    /// The chip's answers, up to the first that its command does not accept.
    Answers {
        /// In the order of the commands.
        #[serde(with = "answers")]
        answers: Vec<ResponseApdu>,
    },
    /// The chip is gone.
    CardLost {},
    /// The chip answered, and what it answered is no answer.
    CardMisbehaves {
        /// Why; older relays do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<AnswerFault>,
    },
}

fn short() -> u32 {
    emrtd::apdu::SHORT_RESPONSE
}

/// One command with the status words it accepts.
#[derive(Serialize, Deserialize)]
struct Command {
    apdu: String,
    accept: Vec<String>,
}

impl Command {
    fn write(request: &Request) -> Option<Self> {
        let apdu = hex::encode_upper(request.command.encode().ok()?);
        Some(Self { apdu, accept: request.accept.iter().map(ToString::to_string).collect() })
    }

    fn read(&self) -> Option<Request> {
        if self.accept.len() > MAXIMUM_PATTERNS {
            return None;
        }
        let command = CommandApdu::parse(&hex::decode(&self.apdu).ok()?).ok()?;
        let accept =
            self.accept.iter().map(|text| text.parse().ok()).collect::<Option<Vec<StatusPattern>>>()?;
        Some(Request { command, accept })
    }
}

mod commands {
    use super::{Command, Exchange, MAXIMUM_COMMANDS};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

    pub(super) fn serialize<S: Serializer>(exchange: &Exchange, serializer: S) -> Result<S::Ok, S::Error> {
        let commands: Option<Vec<Command>> = exchange.requests().iter().map(Command::write).collect();
        commands.ok_or_else(|| ser::Error::custom("a command is too long"))?.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exchange, D::Error> {
        let commands = Vec::<Command>::deserialize(deserializer)?;
        let few = commands.len() <= MAXIMUM_COMMANDS;
        let requests = few.then(|| commands.iter().map(Command::read).collect()).flatten();
        requests.and_then(Exchange::from_requests).ok_or_else(|| de::Error::custom("not commands"))
    }
}

mod answers {
    use super::ResponseApdu;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        answers: &[ResponseApdu],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(answers.iter().map(|answer| hex::encode_upper(answer.encode())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<ResponseApdu>, D::Error> {
        let read = |text: &String| ResponseApdu::parse(&hex::decode(text).ok()?).ok();
        let answers: Option<Vec<ResponseApdu>> =
            Vec::<String>::deserialize(deserializer)?.iter().map(read).collect();
        answers.ok_or_else(|| de::Error::custom("not answers"))
    }
}
