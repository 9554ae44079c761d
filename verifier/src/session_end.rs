//! What a chip session that ended without a record says about the document: a refusal is a result, never an error.

use crate::reason::Reason;
use emrtd::apdu::{AnswerFault, StatusWord};
use emrtd::session::SessionError;

/// The reason to refuse, where the chip or what stands between caused the end; `None` where we did.
pub fn reason(error: &SessionError) -> Option<Reason> {
    match error {
        SessionError::AccessDenied(_) => Some(Reason::AccessDenied),
        SessionError::SecureMessagingFailed(_) | SessionError::Pace(_) | SessionError::Bac(_) => {
            Some(Reason::SecureMessagingFailed)
        }
        SessionError::NotATravelDocument(_) | SessionError::MalformedFile(_) => Some(Reason::Malformed),
        SessionError::FileTooLarge(_) => Some(Reason::FileTooLarge),
        // It answered as asked, but so little at once that the file has no end.
        SessionError::ReadInterrupted(_, StatusWord::OK) => Some(Reason::ChipTooSlow),
        SessionError::ReadInterrupted(..) => Some(Reason::DataGroupMissing),
        SessionError::AnotherDocument => Some(Reason::AnotherDocument),
        _ => None,
    }
}

/// The reason to refuse a chip that answered, and never as a chip does.
pub fn reason_of_answers(fault: AnswerFault) -> Reason {
    match fault {
        AnswerFault::NotAnApdu => Reason::AnswerMalformed,
        AnswerFault::Endless => Reason::AnswerEndless,
        AnswerFault::TooSlow => Reason::ChipTooSlow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::file::ElementaryFile;

    #[test]
    fn the_chips_fault_is_a_reason_and_ours_is_none() {
        let denied = SessionError::AccessDenied(StatusWord(0x6300));
        assert_eq!(reason(&denied), Some(Reason::AccessDenied));
        assert_eq!(reason(&SessionError::PasswordNotUsable), None);
        assert_eq!(reason(&SessionError::Library), None);
    }

    #[test]
    fn a_file_that_stops_is_missing_and_one_that_trickles_is_too_slow() {
        let interrupted = |status| reason(&SessionError::ReadInterrupted(ElementaryFile::Sod, status));
        assert_eq!(interrupted(StatusWord::OK), Some(Reason::ChipTooSlow));
        assert_eq!(interrupted(StatusWord(0x6F00)), Some(Reason::DataGroupMissing));
    }
}
